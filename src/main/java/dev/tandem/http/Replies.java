package dev.tandem.http;

import dev.tandem.task.TaskReply;

/** Tells the reply that an endpoint hopes for from those that end its request. */
final class Replies {
  private Replies() {}

  /**
   * The reply as the type hoped for.
   *
   * @throws ProblemException for the other expected outcomes
   */
  static <T extends TaskReply> T expect(Class<T> type, TaskReply reply) {
    if (type.isInstance(reply)) {
      return type.cast(reply);
    }
    throw problem(reply).asException();
  }

  static Problem problem(TaskReply reply) {
    if (reply instanceof TaskReply.Missing) {
      return Problem.notFound();
    }
    if (reply instanceof TaskReply.VersionMismatch mismatch) {
      return versionMismatch(mismatch.currentVersion());
    }
    if (reply instanceof TaskReply.Refused refused) {
      return Problem.invalid(refused.faults());
    }
    if (reply instanceof TaskReply.Conflicted conflicted) {
      return Problem.of(Problem.Kind.CONFLICT, conflicted.detail());
    }
    if (reply instanceof TaskReply.NotConnected) {
      return notConnected();
    }
    throw new IllegalStateException("unexpected " + reply.getClass().getSimpleName());
  }

  static Problem versionMismatch(long current) {
    return Problem.of(
        Problem.Kind.PRECONDITION_FAILED,
        "the task is at version " + current + "; nothing changed");
  }

  static Problem notConnected() {
    return Problem.of(
        Problem.Kind.NOT_CONNECTED,
        "connect TickTick first, with GET /api/ticktick/authorize or PUT /api/ticktick/token");
  }
}
