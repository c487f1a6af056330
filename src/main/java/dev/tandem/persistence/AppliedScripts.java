package dev.tandem.persistence;

import dev.tandem.persistence.Migrations.Applied;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** Collects what a run applies, over all its attempts. */
final class AppliedScripts implements Callback {
  private final List<Applied> applied = new ArrayList<>();

  List<Applied> all() {
    return List.copyOf(applied);
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    MigrationInfo done = context.getMigrationInfo();
    applied.add(new Applied(done.getVersion().getVersion(), done.getDescription()));
  }

  @Override
  public String getCallbackName() {
    return "applied scripts";
  }
}
