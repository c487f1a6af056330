package dev.tandem.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.Conflict.Rule;
import dev.tandem.sync.Conflict.Winner;
import dev.tandem.sync.DeletedThere.Answer;
import dev.tandem.task.TaskStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeletedThereTest {
  private static final Instant EDITED = Instant.parse("2026-11-22T09:00:00Z");
  private static final Fields AGREED = SyncSamples.local("Agreed");
  private static final Doubt RETITLING = new Doubt(Set.of(SyncField.TITLE), null, false, null);

  private final Link link = SyncSamples.link(AGREED);

  @Test
  void deletesWhatIsAsItWasThere() {
    assertThat(of(AGREED, Map.of()).answer()).isEqualTo(Answer.DELETED);
  }

  @Test
  void forgetsWhatWasDeletedHere() {
    Fields deleted = AGREED.but().status(TaskStatus.DELETED).build();
    assertThat(of(deleted, Map.of(SyncField.STATUS, EDITED)).answer()).isEqualTo(Answer.FORGOTTEN);
    assertThat(of(null, Map.of()).answer()).isEqualTo(Answer.FORGOTTEN);
  }

  @Test
  void keepsWhatWasWrittenHere() {
    DeletedThere edited = of(SyncSamples.local("Mine"), Map.of(SyncField.TITLE, EDITED));
    assertThat(edited.answer()).isEqualTo(Answer.SURVIVES);
    Conflict told = edited.survival();
    assertThat(told.field()).isEqualTo(SyncField.STATUS);
    assertThat(told.rule()).isEqualTo(Rule.EDIT_BEATS_DELETE);
    assertThat(told.winner()).isEqualTo(Winner.LOCAL);
    assertThat(told.remote().status()).isEqualTo(TaskStatus.DELETED);
    assertThat(told.localAt()).isEqualTo(EDITED);
  }

  @Test
  void keepsWhatDiffersThoughNobodyKnowsSinceWhen() {
    assertThat(of(SyncSamples.local("Mine"), Map.of()).answer()).isEqualTo(Answer.SURVIVES);
  }

  @Test
  void keepsWhatWasSetBackMeanwhile() {
    assertThat(of(AGREED, Map.of(SyncField.TITLE, EDITED)).answer()).isEqualTo(Answer.SURVIVES);
    assertThat(new DeletedThere(AGREED, link, RETITLING, Map.of(), false).answer())
        .isEqualTo(Answer.SURVIVES);
  }

  @Test
  void revivesNothingForADragOrAnotherList() {
    Map<SyncField, Instant> moved =
        Map.of(SyncField.SORT_ORDER, EDITED, SyncField.PROJECT, EDITED, SyncField.PARENT, EDITED);
    assertThat(of(AGREED.but().sortOrder(9L).build(), moved).answer()).isEqualTo(Answer.DELETED);
  }

  @Test
  void asksOfWhatWasGivenUpOnlyWhatWasEditedSince() {
    Fields given = SyncSamples.local("Given up");
    assertThat(new DeletedThere(given, link, RETITLING, Map.of(), true).answer())
        .isEqualTo(Answer.DELETED);
    assertThat(
            new DeletedThere(given, link, Doubt.NONE, Map.of(SyncField.TAGS, EDITED), true)
                .answer())
        .isEqualTo(Answer.SURVIVES);
  }

  private DeletedThere of(Fields local, Map<SyncField, Instant> editedAt) {
    return new DeletedThere(local, link, Doubt.NONE, editedAt, false);
  }
}
