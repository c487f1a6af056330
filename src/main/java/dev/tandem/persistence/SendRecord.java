package dev.tandem.persistence;

import dev.tandem.sync.Fields;
import dev.tandem.sync.PushStep;
import dev.tandem.sync.PushVerdict;
import dev.tandem.sync.QueueRoutes.Settle;
import dev.tandem.sync.SyncField;
import dev.tandem.task.SyncError;
import io.vertx.sqlclient.Tuple;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link SettleSql#RECORD_SEND} keeps of an attempt. */
final class SendRecord {
  private SendRecord() {}

  private record Outcome(String name, @Nullable SyncError error) {}

  private static final class Outcomes implements PushVerdict.Cases<Outcome> {
    @Override
    public Outcome delivered(PushVerdict.Delivered verdict) {
      return new Outcome("applied", null);
    }

    @Override
    public Outcome retry(PushVerdict.Retry verdict) {
      return new Outcome(verdict.outage() ? "unknown" : "refused", verdict.error());
    }

    @Override
    public Outcome postpone(PushVerdict.Postpone verdict) {
      return new Outcome(verdict.outage() ? "unknown" : "refused", verdict.error());
    }

    @Override
    public Outcome adopted(PushVerdict.Adopted verdict) {
      return new Outcome("applied", null);
    }

    @Override
    public Outcome absent(PushVerdict.Absent verdict) {
      return new Outcome("refused", null);
    }

    @Override
    public Outcome abandon(PushVerdict.Abandon verdict) {
      return new Outcome("refused", verdict.error());
    }
  }

  static Tuple of(Settle settle) {
    PushStep step = settle.step();
    Outcome outcome = settle.verdict().match(new Outcomes());
    SyncError error = outcome.error();
    return Tuple.from(
        new @Nullable Object[] {
          settle.job().userId(),
          settle.job().taskId(),
          settle.job().fence(),
          step.operation().name().toLowerCase(Locale.ROOT),
          step.fieldNames().toArray(String[]::new),
          step.sent() == null ? null : Jsonb.write(carried(step.sent(), step.carries())),
          outcome.name(),
          error == null ? null : error.code(),
          error == null ? null : error.detail(),
          settle.requests()
        });
  }

  /** Without what was not carried, so that a long text is not kept with every change. */
  private static Fields carried(Fields sent, Set<SyncField> carries) {
    return Fields.BLANK.with(carries, sent);
  }
}
