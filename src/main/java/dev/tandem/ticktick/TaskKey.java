package dev.tandem.ticktick;

import dev.tandem.sync.PushJob;
import dev.tandem.sync.SyncRoutes.Push;

/**
 * A task as its owner asks for it. The id alone would do, but then whoever asks for another's task
 * would hear what became of it.
 */
record TaskKey(long userId, long taskId) {
  static TaskKey of(Push push) {
    return new TaskKey(push.userId(), push.taskId());
  }

  static TaskKey of(PushJob job) {
    return new TaskKey(job.userId(), job.taskId());
  }
}
