package dev.tandem.persistence;

import dev.tandem.sync.Fields;
import dev.tandem.sync.FieldsBuilder;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.RemoteSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** TickTick as it would be: what it was sent, what a person does there, and its trash. */
final class RemoteTasks {
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, Fields> live = new HashMap<>();
  private final Map<String, Fields> trash = new HashMap<>();
  private int created;

  Map<String, Fields> live() {
    return Map.copyOf(live);
  }

  /** A person edits what is not in the trash. */
  void edit(UnaryOperator<FieldsBuilder> edit) {
    live.replaceAll((id, fields) -> edit.apply(fields.but()).build());
  }

  /** A look at a job's twin; what is in the trash is shown too. */
  RemoteSnapshot seen(PushJob job) {
    String id = job.link().remoteId();
    return QueueFixture.snapshot(id, live.getOrDefault(id, trash.get(id)));
  }

  /**
   * As TickTick's tasks are: an update through the API leaves the time of the last edit as it was.
   */
  static RemoteSnapshot dated(RemoteSnapshot seen) {
    return seen == null
        ? null
        : new RemoteSnapshot(
            seen.id(),
            seen.projectId(),
            seen.fields(),
            seen.etag(),
            seen.etimestamp(),
            LONG_AGO,
            seen.raw());
  }

  /** A step has its effect. Answers as TickTick does, null for no body. */
  RemoteSnapshot take(PushJob job, PushStep step) {
    RemoteSnapshot answer = QueueFixture.answer(job, step);
    switch (step.operation()) {
      case CREATE -> {
        RemoteSnapshot twin = QueueFixture.snapshot("twin-" + ++created, answer.fields());
        live.put(twin.id(), twin.fields());
        return twin;
      }
      case DELETE -> {
        Fields deleted = live.remove(job.link().remoteId());
        if (deleted != null) {
          trash.put(job.link().remoteId(), deleted);
        }
      }
      case UPDATE, COMPLETE -> {
        Fields written = answer == null ? step.sent() : answer.fields();
        String id = job.link().remoteId();
        (live.containsKey(id) ? live : trash)
            .computeIfPresent(id, (key, fields) -> fields.with(step.carries(), written));
        return answer == null ? null : seen(job);
      }
      default -> {}
    }
    return answer;
  }
}
