package dev.tandem.sync;

import static dev.tandem.sync.SyncSamples.described;
import static dev.tandem.sync.SyncSamples.inList;
import static dev.tandem.sync.SyncSamples.link;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static dev.tandem.sync.SyncSamples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.sync.LinkChange.Kind;
import dev.tandem.sync.SyncResult.Operation;
import dev.tandem.task.TaskContent;
import dev.tandem.task.TaskStatus;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LinkChangeTest {
  private static final Set<SyncField> ALL = EnumSet.allOf(SyncField.class);
  private static final Set<SyncField> TITLE = Set.of(SyncField.TITLE);

  @Test
  void aCreateTakesTheStoredTaskAsBase() {
    LinkChange change = delivered(null, step(Operation.CREATE, local("t"), ALL), remote("t"));
    assertThat(change.kind()).isEqualTo(Kind.CREATED);
    assertThat(change.link())
        .isEqualTo(new Link("r1", "inbox7", remote("t"), "new-etag", 2L, true, Link.State.LINKED));
  }

  @Test
  void aCreateThatIsStoredOtherwiseIsUnconfirmed() {
    Link link = delivered(null, step(Operation.CREATE, local("t"), ALL), remote("T")).link();
    assertThat(link.base().title()).isEqualTo("T");
    assertThat(link.confirmed()).isFalse();
    assertThat(link.etag()).isNull();
  }

  @Test
  void aCreateWithoutTheStoredTaskIsRefused() {
    assertThatThrownBy(() -> delivered(null, step(Operation.CREATE, local("t"), ALL), null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCreateThatIsSettledTwiceMakesOneTwin() {
    LinkChange change =
        delivered(link(remote("t")), step(Operation.CREATE, local("t"), ALL), remote("t"));
    assertThat(change.kind()).isEqualTo(Kind.UPDATED);
    assertThat(change.link().confirmed()).isTrue();
  }

  @Test
  void anUpdateThatIsStoredAsSentConfirmsTheLink() {
    LinkChange change =
        delivered(link(remote("old")), step(Operation.UPDATE, local("new"), TITLE), remote("new"));
    assertThat(change.link().base()).isEqualTo(remote("new"));
    assertThat(change.link().confirmed()).isTrue();
    assertThat(change.link().etag()).isEqualTo("new-etag");
    assertThat(change.unapplied()).isEmpty();
  }

  @Test
  void somebodyElsesEditIsNotTakenIntoBase() {
    Link link =
        delivered(
                link(remote("old")),
                step(Operation.UPDATE, local("new"), TITLE),
                described(remote("new"), "theirs"))
            .link();
    assertThat(link.base()).isEqualTo(remote("new"));
    assertThat(link.confirmed()).isFalse();
    assertThat(link.etag()).isEqualTo("old-etag");
    assertThat(link.etimestamp()).isEqualTo(1L);
  }

  @Test
  void aThirdValueOfWhatWasSentIsSomebodyElsesEditToo() {
    LinkChange change =
        delivered(
            link(remote("old")), step(Operation.UPDATE, local("new"), TITLE), remote("theirs"));
    assertThat(change.link().base().title()).isEqualTo("new");
    assertThat(change.link().confirmed()).isFalse();
    assertThat(change.unapplied()).isEmpty();
  }

  @Test
  void whatIsStillAsBeforeWasNotApplied() {
    LinkChange change =
        delivered(link(remote("old")), step(Operation.UPDATE, local("new"), TITLE), remote("old"));
    assertThat(change.unapplied()).containsExactly(SyncField.TITLE);
    assertThat(change.link().base().title()).isEqualTo("old");
  }

  @Test
  void aMoveWithoutABodyIsBelieved() {
    Link link =
        delivered(
                link(remote("t")),
                step(Operation.MOVE, inList(local("other title"), "list"), Set.of()),
                null)
            .link();
    assertThat(link.remoteProjectId()).isEqualTo("list");
    assertThat(link.base().projectId()).isEqualTo("list");
    assertThat(link.base().title()).isEqualTo("t");
    assertThat(link.confirmed()).isFalse();
    assertThat(link.etag()).isEqualTo("old-etag");
  }

  @Test
  void aMoveToTheInboxGoesToItsRealIdOrItsAlias() {
    PushStep step = step(Operation.MOVE, local("t"), Set.of(SyncField.PROJECT));
    Link inList =
        new Link("r1", "list", inList(remote("t"), "list"), null, null, true, Link.State.LINKED);
    assertThat(LinkChange.delivered(inList, step, null, "inbox7").link().remoteProjectId())
        .isEqualTo("inbox7");
    assertThat(LinkChange.delivered(inList, step, null, null).link().remoteProjectId())
        .isEqualTo("inbox");
  }

  @Test
  void aCompleteChangesTheStatusAlone() {
    Fields done =
        LocalFields.of(
            TaskContent.titled("t").but().status(TaskStatus.COMPLETED).build(), null, null);
    Link link = delivered(link(remote("u")), step(Operation.COMPLETE, done, Set.of()), null).link();
    assertThat(link.base().status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(link.base().title()).isEqualTo("u");
    assertThat(link.confirmed()).isFalse();
  }

  @Test
  void aDeleteEndsTheLink() {
    LinkChange change =
        delivered(link(remote("t")), new PushStep(Operation.DELETE, null, Set.of()), null);
    assertThat(change.kind()).isEqualTo(Kind.ENDED);
    assertThat(change.link()).isNull();
  }

  @Test
  void nothingChangesNothing() {
    Link link = link(remote("t"));
    assertThat(delivered(link, PushStep.nothing(), null)).isEqualTo(LinkChange.none(link));
    assertThat(delivered(null, PushStep.nothing(), null)).isEqualTo(LinkChange.none(null));
  }

  private static LinkChange delivered(Link link, PushStep step, Fields stored) {
    return LinkChange.delivered(link, step, stored == null ? null : snapshot(stored), "inbox7");
  }

  private static PushStep step(Operation operation, Fields sent, Set<SyncField> carries) {
    return new PushStep(operation, sent, carries);
  }
}
