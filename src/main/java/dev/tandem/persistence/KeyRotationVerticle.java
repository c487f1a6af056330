package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.bus.Bus;
import dev.tandem.persistence.PgKeyRotation.Done;
import dev.tandem.persistence.PgKeyRotation.Standing;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, at the start and now and then, whether tokens are encrypted under another key than the
 * first of the ring, brings them under it, and says when nothing is left to do. One a process; it
 * has a connection only while it looks.
 */
public final class KeyRotationVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(KeyRotationVerticle.class);

  /**
   * A node that still has the old key first stores new tokens under it, until it is started anew.
   */
  private static final Duration LOOK = Duration.ofMinutes(10);

  /** After a look that did not end well, or while another node is at it. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final DatabaseAccess database;
  private final TokenVault vault;
  private Future<?> looking = Future.succeededFuture();
  private long timer;
  private boolean declared;
  private boolean stopping;

  private boolean toldOfEnd;

  /** What a whole pass could not encrypt anew, and the next one could not either. */
  private Optional<Standing> hopeless = Optional.empty();

  /** The keys that are not in the ring, as they were told of last. */
  private String toldOfForeign = "";

  public KeyRotationVerticle(DatabaseAccess database) {
    this.database = database;
    this.vault = new TokenVault(database.keys());
  }

  /** Nobody waits for the first look. */
  @Override
  public Future<?> start() {
    AccountEvents events = new BusAccountEvents(Bus.of(vertx));
    look(new PgKeyRotation(vault, events, () -> stopping));
    return Future.succeededFuture();
  }

  /** The lot under way may end; one that takes longer is as if it had not begun. */
  @Override
  public Future<?> stop() {
    stopping = true;
    vertx.cancelTimer(timer);
    return Future.any(looking, vertx.timer(PATIENCE.toMillis())).otherwiseEmpty();
  }

  private void look(PgKeyRotation rotation) {
    Pool pool = PgPools.create(vertx, database.url(), 1);
    looking =
        pool.withConnection(connection -> look(rotation, connection))
            // With the connection ends the lock.
            .eventually(pool::close)
            .onFailure(
                failure ->
                    log.warn("The keys of tokens were not looked at: {}", failure.getMessage()))
            .otherwise(LOOK_AGAIN)
            .onSuccess(
                wait -> {
                  if (!stopping) {
                    timer = vertx.setTimer(wait.toMillis(), fired -> look(rotation));
                  }
                });
  }

  /** Answers when to look again. */
  private Future<Duration> look(PgKeyRotation rotation, SqlConnection connection) {
    Future<?> ready =
        declared
            ? Future.succeededFuture()
            : rotation.declare(connection).onSuccess(done -> declared = true);
    return ready
        .compose(done -> rotation.lock(connection))
        .compose(
            isOurs -> isOurs ? rotate(rotation, connection) : Future.succeededFuture(LOOK_AGAIN));
  }

  private Future<Duration> rotate(PgKeyRotation rotation, SqlConnection connection) {
    return rotation
        .look(connection)
        .compose(
            found -> {
              found.ifPresent(this::tellOfForeign);
              if (found.filter(standing -> standing.old() + standing.back() > 0).isEmpty()) {
                found.ifPresent(this::tellOfEnd);
                return Future.succeededFuture(LOOK);
              }
              if (found.equals(hopeless)) {
                return Future.succeededFuture(LOOK);
              }
              return run(rotation, connection, found.get());
            });
  }

  private Future<Duration> run(PgKeyRotation rotation, SqlConnection connection, Standing before) {
    log.info(
        "The tokens of {} accounts are encrypted under other keys than {}, and those of {} can be"
            + " read again: they are encrypted anew in the background",
        before.old(),
        vault.keyId(),
        before.back());
    return rotation
        .run(connection)
        .compose(done -> rotation.look(connection).map(after -> ended(done, after)));
  }

  private Duration ended(Done done, Optional<Standing> after) {
    long left = after.map(Standing::old).orElse(0L);
    log.info(
        "The tokens of {} accounts were encrypted anew with the key {}, in {} batches; {} are left,"
            + " {} of them because they do not decrypt",
        done.encrypted(),
        vault.keyId(),
        done.lots(),
        left,
        done.unreadable());
    if (left > done.unreadable()) {
      return LOOK_AGAIN;
    }
    hopeless = after.filter(standing -> standing.old() + standing.back() > 0);
    after.ifPresent(this::tellOfEnd);
    return LOOK;
  }

  private void tellOfForeign(Standing standing) {
    if (standing.foreign() > 0 && !toldOfForeign.equals(standing.foreignKeys())) {
      log.error(
          "The tokens of {} accounts are encrypted with keys that TANDEM_ENCRYPTION_KEYS does not"
              + " hold ({}). They are kept: with the key back in the ring, behind the others, they"
              + " are used again; without it these accounts have to be connected again",
          standing.foreign(),
          standing.foreignKeys());
    }
    toldOfForeign = standing.foreignKeys();
  }

  private void tellOfEnd(Standing standing) {
    if (vault.keyIds().size() > 1 && standing.old() == 0 && !toldOfEnd) {
      log.info(
          "All tokens that the ring decrypts are encrypted with the key {}: once every node is"
              + " started with it as its first, the other keys of TANDEM_ENCRYPTION_KEYS can go",
          vault.keyId());
      toldOfEnd = true;
    }
  }
}
