package dev.tandem.persistence;

import dev.tandem.account.AccountEvents;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountState;
import dev.tandem.account.AccountTopics.AccountChanged;
import dev.tandem.persistence.AccountRows.Sealed;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decrypts stored tokens, and marks the account of those that no key decrypts. */
final class OpenedTokens {
  private static final Logger log = LoggerFactory.getLogger(OpenedTokens.class);

  private final TokenVault vault;
  private final AccountEvents events;

  OpenedTokens(TokenVault vault, AccountEvents events) {
    this.vault = vault;
    this.events = events;
  }

  /**
   * Tokens that do not decrypt are as good as none: the person has to connect the account again,
   * unless the key comes back. What is stored of them stays.
   */
  Future<AccountReply> of(SqlClient client, Optional<Sealed> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture(new AccountReply.Missing());
    }
    Sealed tokens = found.get();
    try {
      return Future.succeededFuture(new AccountReply.Tokens(tokens.open(vault)));
    } catch (UnreadableTokenException e) {
      return mark(client, tokens, e);
    }
  }

  /** Once for each: whoever reads them again finds the account marked. */
  private Future<AccountReply> mark(
      SqlClient client, Sealed tokens, UnreadableTokenException unreadable) {
    return client
        .preparedQuery(TokenSql.MARK_UNREADABLE)
        .execute(Tuple.of(tokens.accountId(), tokens.generation()))
        .onSuccess(
            marked -> {
              if (marked.rowCount() > 0) {
                log.error(
                    "Account {} has to be connected again, unless its key comes back: {}",
                    tokens.accountId(),
                    unreadable.getMessage());
              }
              tellOf(marked, tokens.accountId());
            })
        .map(marked -> new AccountReply.Missing());
  }

  /**
   * @param rows the user of an account that needs the person from now on, or nothing
   */
  void tellOf(RowSet<Row> rows, long accountId) {
    Rows.first(rows, row -> row.getLong(0))
        .ifPresent(
            user ->
                events.changed(
                    new AccountChanged(user, accountId, AccountState.NEEDS_REAUTHORIZATION)));
  }
}
