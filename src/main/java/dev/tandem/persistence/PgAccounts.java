package dev.tandem.persistence;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountCommand.Connect;
import dev.tandem.account.AccountCommand.StoreRefreshed;
import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountTopics.AccountExpiring;
import dev.tandem.account.LinkedTask;
import dev.tandem.account.TickTickAccount;
import dev.tandem.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TickTick accounts: each part of them has a class of its own. */
public final class PgAccounts {
  private static final Logger log = LoggerFactory.getLogger(PgAccounts.class);

  private final Pool pool;
  private final boolean canRefresh;
  private final PgBudgets budgets;
  private final AccountEvents events;
  private final PgConsents consents;
  private final PgTokens tokens;
  private final PgRefreshes refreshes;
  private final PgIdentities identities;
  private final PgDisconnect disconnect;

  /** The pool stays its maker's, who closes it. */
  public PgAccounts(
      Pool pool, TokenVault vault, GatewayConfig.TickTick ticktick, AccountEvents events) {
    this.pool = pool;
    this.canRefresh = ticktick.canRefresh();
    this.budgets = new PgBudgets(pool, ticktick.ratePerMinute());
    this.events = events;
    this.consents = new PgConsents(pool);
    this.tokens = new PgTokens(pool, vault, events);
    this.refreshes = new PgRefreshes(pool, vault, events);
    this.identities = new PgIdentities(pool, vault, events);
    this.disconnect = new PgDisconnect(pool, vault, events);
  }

  /** Serves {@code AccountRoutes.ACCOUNTS}. */
  public Future<AccountReply> handle(AccountCommand command) {
    if (command instanceof AccountCommand.Spend spend) {
      return budgets.spend(spend);
    }
    if (command instanceof AccountCommand.ReadTokens read) {
      return tokens.read(read.accountId());
    }
    if (command instanceof AccountCommand.ReadAnyConnected) {
      return tokens.anyConnected();
    }
    if (command instanceof StoreRefreshed refreshed) {
      return tokens.storeRefreshed(refreshed);
    }
    if (command instanceof AccountCommand.Refresh refresh) {
      return refreshes.handle(refresh);
    }
    if (command instanceof AccountCommand.TokenRefused refused) {
      return tokens.refuse(refused);
    }
    if (command instanceof AccountCommand.Pause pause) {
      return budgets.pause(pause);
    }
    if (command instanceof AccountCommand.Limited limited) {
      return budgets.limited(limited);
    }
    if (command instanceof AccountCommand.LearnInbox learn) {
      return budgets.learnInbox(learn);
    }
    if (command instanceof AccountCommand.AnnounceExpiry announce) {
      return announce(announce.ahead());
    }
    return checking(command);
  }

  private Future<AccountReply> checking(AccountCommand command) {
    if (command instanceof AccountCommand.PrepareCheck prepare) {
      return execute(IdentitySql.PREPARE, Tuple.of(prepare.userId()))
          .map(rows -> Rows.first(rows, row -> row.getLong(0)).orElseThrow())
          .map(AccountReply.Prepared::new);
    }
    if (command instanceof AccountCommand.ReadLinked linked) {
      return execute(IdentitySql.LINKED, Tuple.of(linked.accountId())).map(PgAccounts::linkedWith);
    }
    if (command instanceof AccountCommand.ReadTokenUse use) {
      return tokens.use(use.accessToken());
    }
    if (command instanceof AccountCommand.SpendOnCheck spend) {
      return budgets.spendOnCheck(spend);
    }
    if (command instanceof AccountCommand.ReadUnchecked read) {
      return tokens.unchecked(read);
    }
    if (command instanceof AccountCommand.Identified identified) {
      return identities.identified(identified).map(done -> new AccountReply.Done());
    }
    if (command instanceof AccountCommand.OpenConsent consent) {
      return consents.open(consent);
    }
    if (command instanceof AccountCommand.CloseConsent consent) {
      return consents.close(consent);
    }
    return settings(command);
  }

  private Future<AccountReply> settings(AccountCommand command) {
    if (command instanceof Connect connect) {
      return connect(connect);
    }
    if (command instanceof AccountCommand.Disconnect ended) {
      return disconnect.run(ended.userId()).map(erased -> erased);
    }
    if (command instanceof AccountCommand.Accept accept) {
      return identities
          .accept(accept.userId())
          .compose(
              accepted ->
                  accepted
                      ? read(accept.userId())
                      : Future.succeededFuture(new AccountReply.Missing()));
    }
    if (command instanceof AccountCommand.Configure configure) {
      return execute(AccountSql.CONFIGURE, Tuple.of(configure.userId(), configure.autoPush()))
          .compose(done -> read(configure.userId()));
    }
    return read(((AccountCommand.Read) command).userId());
  }

  private Future<AccountReply> connect(Connect connect) {
    return identities
        .connect(connect)
        .compose(
            stored ->
                stored.kept()
                    ? Future.succeededFuture(new AccountReply.Kept())
                    : read(connect.userId())
                        .map(
                            now ->
                                new AccountReply.Stored(
                                    (AccountReply.Settings) now, stored.givenUp().orElse(null))));
  }

  private static AccountReply linkedWith(RowSet<Row> rows) {
    List<LinkedTask> some =
        Rows.all(rows, row -> Optional.ofNullable(row.getString(2)).map(list -> linked(row, list)))
            .stream()
            .flatMap(Optional::stream)
            .toList();
    return Rows.first(rows, row -> AccountRows.identity(row, 0))
        .<AccountReply>map(identity -> new AccountReply.LinkedWith(identity, some))
        .orElseGet(AccountReply.Missing::new);
  }

  private static LinkedTask linked(Row row, String list) {
    return new LinkedTask(list, row.getString(3));
  }

  private Future<AccountReply> read(long userId) {
    return execute(
            AccountSql.SETTINGS,
            Tuple.of(userId, PgTimes.micros(TickTickAccount.EXPIRY_NOTICE), canRefresh))
        .map(
            rows ->
                Rows.first(rows, PgAccounts::settings)
                    .orElseThrow(() -> new IllegalStateException("there is no user " + userId)));
  }

  private static AccountReply settings(Row row) {
    return new AccountReply.Settings(AccountRows.account(row, 1), row.getBoolean(0));
  }

  /**
   * If the process dies between the two lines the topic is not told; the account shows it all the
   * same.
   */
  private Future<AccountReply> announce(Duration ahead) {
    return execute(AccountSql.ANNOUNCE_EXPIRY, Tuple.of(PgTimes.micros(ahead), canRefresh))
        .map(rows -> Rows.all(rows, PgAccounts::expiring))
        .onSuccess(all -> all.forEach(this::announce))
        .map(all -> new AccountReply.Done());
  }

  private static AccountExpiring expiring(Row row) {
    Cells cells = new Cells(row, 0);
    return new AccountExpiring(cells.number(), cells.number(), cells.time());
  }

  private void announce(AccountExpiring expiring) {
    log.warn(
        "TickTick's access for user {} ends at {} and has to be consented to again",
        expiring.userId(),
        expiring.expiresAt());
    events.expiring(expiring);
  }

  private Future<RowSet<Row>> execute(String sql, Tuple values) {
    return pool.preparedQuery(sql).execute(values);
  }
}
