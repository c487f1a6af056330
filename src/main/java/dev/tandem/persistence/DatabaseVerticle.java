package dev.tandem.persistence;

import dev.tandem.config.GatewayConfig;
import dev.tandem.config.MigrateMode;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a database ready before anything is served: starts the embedded PostgreSQL if no other is
 * configured, migrates or looks whether somebody has, reads the encryption keys. It stops last.
 */
public final class DatabaseVerticle extends VerticleBase {
  private static final long LONGEST_START_MINUTES = 20;

  private final GatewayConfig.Storage storage;
  private @Nullable WorkerExecutor worker;
  private @Nullable EmbeddedPostgres embedded;
  private @Nullable Revival revival;
  private @Nullable DatabaseAccess access;

  public DatabaseVerticle(GatewayConfig.Storage storage) {
    this.storage = storage;
  }

  /**
   * @throws IllegalStateException before the deployment has succeeded
   */
  public DatabaseAccess access() {
    return Optional.ofNullable(access)
        .orElseThrow(() -> new IllegalStateException("the database is not ready yet"));
  }

  /** For what takes long and is no fault of the code: starts, recoveries, migrations. */
  static WorkerExecutor worker(Vertx vertx) {
    return vertx.createSharedWorkerExecutor(
        "tandem-database", 1, LONGEST_START_MINUTES, TimeUnit.MINUTES);
  }

  /** Fails with an exception whose message is one line for the person who starts the process. */
  @Override
  public Future<?> start() {
    WorkerExecutor executor = worker(vertx);
    worker = executor;
    return executor
        .executeBlocking(this::open)
        .onSuccess(ready -> opened(executor, ready))
        .recover(
            failure ->
                executor
                    .executeBlocking(this::close)
                    .transform(done -> Future.failedFuture(failure)));
  }

  @Override
  public Future<?> stop() {
    if (revival != null) {
      revival.end();
    }
    return worker == null ? Future.succeededFuture() : worker.executeBlocking(this::close);
  }

  private void opened(WorkerExecutor executor, DatabaseAccess ready) {
    access = ready;
    if (embedded != null) {
      revival = new Revival(vertx, executor, embedded);
    }
  }

  private DatabaseAccess open() {
    DatabaseAccess opened =
        storage
            .databaseUrl()
            // The keys first: without them nothing of the other database may be touched.
            .map(url -> new DatabaseAccess(url, configuredKeys()))
            .orElseGet(this::openEmbedded);
    Migrations migrations = new Migrations(opened.url());
    try {
      if (storage.migrate() == MigrateMode.OFF) {
        migrations.check();
      } else {
        migrations.run();
      }
    } catch (DatabaseException e) {
      throw embedded == null ? e : WayOut.ofDatabase(storage.dataDir(), e);
    }
    return opened;
  }

  private DatabaseAccess openEmbedded() {
    Optional<EncryptionKeys> configured = storage.encryptionKeys().map(text -> configuredKeys());
    EmbeddedPostgres server = EmbeddedPostgres.start(storage.dataDir());
    embedded = server;
    return new DatabaseAccess(server.url(), configured.orElseGet(this::ownKeys));
  }

  private EncryptionKeys configuredKeys() {
    Secret text =
        storage
            .encryptionKeys()
            .orElseThrow(
                () ->
                    new EncryptionKeysException(
                        "TANDEM_ENCRYPTION_KEYS: missing; an external database needs it, as id:base64 of 32 bytes",
                        null));
    try {
      return EncryptionKeys.parse(text);
    } catch (IllegalArgumentException e) {
      throw new EncryptionKeysException("TANDEM_ENCRYPTION_KEYS: " + e.getMessage(), e);
    }
  }

  /** Those of the data directory, which is ours alone by now. */
  private EncryptionKeys ownKeys() {
    try {
      return EncryptionKeys.loadOrGenerate(storage.dataDir());
    } catch (IOException | IllegalArgumentException e) {
      throw new EncryptionKeysException("the encryption keys cannot be read: " + e.getMessage(), e);
    }
  }

  private @Nullable Void close() {
    if (embedded != null) {
      embedded.stop();
    }
    return null;
  }
}
