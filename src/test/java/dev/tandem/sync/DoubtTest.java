package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.inList;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.PushJob.Look;
import dev.tandem.sync.SyncResult.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DoubtTest {
  @Test
  void isNamedByAnyOfAFieldsNames() {
    assertThat(Doubt.fieldsOf(List.of("due_date", "title", "unknown")))
        .containsExactlyInAnyOrder(SyncField.DATES, SyncField.TITLE);
  }

  @Test
  void aListIsInDoubtByItsIdAndNotAsAField() {
    assertThat(Doubt.fieldsOf(List.of("project_id", "kind"))).containsExactly(SyncField.KIND);
  }

  @Test
  void aTwinThatMayBeDeletedIsDeletedAlthoughTheTaskIsWanted() {
    Link link = SyncSamples.link(remote("t"));
    assertThat(Doubt.NONE.withDeleted().view(local("t"), link).local()).isNull();
    assertThat(Doubt.NONE.withDeleted().view(local("t"), null).local())
        .as("another twin can be made")
        .isEqualTo(local("t"));
  }

  @Test
  void aTwinThatMayBeInAnotherListIsMovedBackBeforeAllElse() {
    Link link = SyncSamples.link(remote("t"));
    Doubt doubt = Doubt.NONE.withMoveTo("other", link);
    for (Fields local : Arrays.asList(local("back"), inList(local("on"), "third"), null)) {
      Doubt.View view = doubt.view(local, link);
      PushStep step = PushPlan.next(Jobs.of(view.local(), view.link()));
      assertThat(step.operation()).isEqualTo(SyncResult.Operation.MOVE);
      assertThat(step.sent().projectId()).isEqualTo("inbox7");
      assertThat(view.link().remoteProjectId()).isEqualTo("other");
    }
  }

  @Test
  void aTwinThatMayBeWhereItShallGoIsMovedThereOnceMore() {
    Link link = SyncSamples.link(remote("t"));
    Fields local = inList(local("t"), "other");
    Doubt.View view = Doubt.NONE.withMoveTo("other", link).view(local, link);
    assertThat(view).isEqualTo(new Doubt.View(local, link, Look.NEVER));
  }

  @Test
  void aTwinThatIsOnlyLookedAtIsFirstLookedForWhereItMayBe() {
    Link link = SyncSamples.link(remote("t"));
    Doubt.View view = Doubt.NONE.withMoveTo("other", link).lookOnly(local("t"), link);
    assertThat(view.look()).isEqualTo(Look.FIRST);
    assertThat(view.link().remoteProjectId()).isEqualTo("other");
    assertThat(Doubt.NONE.withDeleted().lookOnly(local("t"), link))
        .isEqualTo(new Doubt.View(local("t"), link, Look.FIRST));
  }

  @Test
  void aMoveToTheLinksOwnListIsNoDoubt() {
    Link link = SyncSamples.link(remote("t"));
    assertThat(Doubt.NONE.withMoveTo("inbox", link).isNone()).isTrue();
    Doubt doubt = Doubt.NONE.withMoveTo("other", link);
    assertThat(doubt.withMoveTo("inbox7", link)).isEqualTo(doubt);
  }

  @Test
  void whatWasSentIsLookedForBeforeAnythingElse() {
    Link link = SyncSamples.link(remote("t"));
    PushStep update = new PushStep(Operation.UPDATE, local("sent"), Set.of(SyncField.TITLE));
    Doubt doubt = Doubt.NONE.withSent(Set.of(SyncField.TITLE), update);
    assertThat(doubt.sent()).isEqualTo(local("sent"));
    assertThat(doubt.view(local("t"), link).look()).isEqualTo(Look.FIRST);
    assertThat(doubt.resolved().isNone()).isTrue();
  }

  @Test
  void oneOfTwoLostSendsIsNoLikenessOfBoth() {
    PushStep update = new PushStep(Operation.UPDATE, local("sent"), Set.of(SyncField.TITLE));
    Doubt older = new Doubt(Set.of(SyncField.TAGS), null, false, null);
    assertThat(older.withSent(Set.of(SyncField.TITLE), update).sent()).isNull();
  }
}
