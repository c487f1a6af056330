package dev.tandem.persistence;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.config.GatewayConfig;
import dev.tandem.persistence.Migrations.Applied;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Migrates an external database with the role of its URL, and does nothing else. */
public final class MigrationVerticle extends VerticleBase {
  private final GatewayConfig.Storage storage;
  private final Consumer<String> done;

  /** Vert.x closes an executor that nobody refers to any more, whatever it is doing. */
  private @Nullable WorkerExecutor worker;

  /**
   * @param done hears in one line what was done, before the deployment succeeds
   */
  public MigrationVerticle(GatewayConfig.Storage storage, Consumer<String> done) {
    this.storage = storage;
    this.done = done;
  }

  /** Fails with an exception whose message is one line for the person who starts the process. */
  @Override
  public Future<?> start() {
    DatabaseUrl database =
        storage
            .databaseUrl()
            .orElseThrow(() -> new IllegalStateException("the configuration has no database"));
    WorkerExecutor executor = DatabaseVerticle.worker(vertx);
    worker = executor;
    return executor
        .executeBlocking(() -> new Migrations(database).run())
        .map(applied -> line(database, applied))
        .onSuccess(done::accept);
  }

  @Override
  public Future<?> stop() {
    return worker == null ? Future.succeededFuture() : worker.close();
  }

  private static String line(DatabaseUrl database, List<Applied> applied) {
    return "The schema of "
        + database
        + (applied.isEmpty()
            ? " was up to date"
            : applied.stream()
                .map(change -> change.version() + " (" + change.description() + ")")
                .collect(Collectors.joining(", ", " is up to date now; applied: ", "")));
  }
}
