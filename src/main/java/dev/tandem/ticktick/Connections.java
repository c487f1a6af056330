package dev.tandem.ticktick;

import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountTokens;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionCommand.Authorize;
import dev.tandem.account.ConnectionCommand.Decline;
import dev.tandem.account.ConnectionCommand.Finish;
import dev.tandem.account.ConnectionCommand.UseToken;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.TokenGrant;
import dev.tandem.account.TokenSource;
import dev.tandem.config.Secret;
import dev.tandem.ticktick.AccountCheck.Finding;
import dev.tandem.ticktick.TokenEndpoint.Grant;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Connects people with TickTick, and ends it. Whoever dies between two lines leaves no token behind
 * that is half stored: a consent is used up before its code is redeemed, so that a repeated
 * callback finds nothing, and the person consents once more; tokens are stored in one transaction
 * with what is known of them.
 */
final class Connections {
  private static final String WRITE_SCOPE = "tasks:write";

  private final Accounts accounts;
  private final Optional<OAuth> oauth;
  private final AccountCheck check;
  private final RevokeEndpoint revocations;

  /** The two ends of a consent. */
  record OAuth(AuthorizePage page, TokenEndpoint tokens) {}

  /**
   * @param oauth none: there is no OAuth application
   */
  Connections(
      Accounts accounts, Optional<OAuth> oauth, AccountCheck check, RevokeEndpoint revocations) {
    this.accounts = accounts;
    this.oauth = oauth;
    this.check = check;
    this.revocations = revocations;
  }

  /** Serves {@code AccountRoutes.CONNECTION}. Fails only if the gateway's own database does. */
  Future<ConnectionReply> handle(ConnectionCommand command) {
    if (command instanceof Authorize authorize) {
      return authorize(authorize);
    }
    if (command instanceof Finish finish) {
      return finish(finish);
    }
    if (command instanceof Decline decline) {
      return accounts
          .closeConsent(new Consent(decline.state(), decline.browser()))
          .map(
              user ->
                  user.isPresent()
                      ? new ConnectionReply.Declined()
                      : new ConnectionReply.StateRefused());
    }
    if (command instanceof UseToken use) {
      return isUsable(use.grant())
          ? connect(use.userId(), use.grant())
          : refused("This cannot be a token of TickTick's.");
    }
    return disconnect(((ConnectionCommand.Disconnect) command).userId());
  }

  private Future<ConnectionReply> authorize(Authorize authorize) {
    if (oauth.isEmpty()) {
      return Future.succeededFuture(new ConnectionReply.NoApplication());
    }
    Consent consent = Consent.begin();
    return accounts
        .openConsent(authorize.userId(), consent)
        .map(
            opened ->
                new ConnectionReply.Authorization(
                    oauth.get().page().of(consent, authorize.callback()),
                    consent.state(),
                    consent.browser()));
  }

  private Future<ConnectionReply> finish(Finish finish) {
    if (oauth.isEmpty()) {
      return Future.succeededFuture(new ConnectionReply.NoApplication());
    }
    Consent consent = new Consent(finish.state(), finish.browser());
    return accounts
        .closeConsent(consent)
        .compose(
            user ->
                user.isEmpty()
                    ? Future.succeededFuture(new ConnectionReply.StateRefused())
                    : oauth
                        .get()
                        .tokens()
                        .redeem(finish.code(), consent.verifier(), finish.callback())
                        .compose(grant -> redeemed(user.get(), grant)));
  }

  private Future<ConnectionReply> redeemed(long userId, Grant grant) {
    if (grant instanceof Grant.Given given) {
      return connect(
          userId,
          new TokenGrant(
              TokenSource.CONSENT,
              given.accessToken(),
              given.refreshToken(),
              given.expiresIn(),
              given.scopes()));
    }
    return grant instanceof Grant.Denied denied
        ? refused(detail(denied.error()))
        : Future.succeededFuture(new ConnectionReply.Unreachable());
  }

  private static String detail(String error) {
    return TokenEndpoint.OUR_FAULT.contains(error)
        ? "TickTick does not accept this gateway's OAuth application. Whoever runs it has to look"
            + " at TICKTICK_CLIENT_ID and TICKTICK_CLIENT_SECRET."
        : "TickTick did not accept the consent (" + error + "). Please begin again.";
  }

  private Future<ConnectionReply> connect(long userId, TokenGrant grant) {
    if (!grant.scopes().isEmpty() && !grant.scopes().contains(WRITE_SCOPE)) {
      return refused(
          "TickTick gave access to read only. Keeping tasks in step takes writing, too: please"
              + " begin again and allow both.");
    }
    return accounts
        .prepareCheck(userId)
        .compose(accountId -> check.run(accountId, true, grant.accessToken()))
        .compose(
            finding -> {
              if (finding instanceof Finding.Refused) {
                return refused("TickTick does not accept this token.");
              }
              return accounts
                  .connect(
                      userId,
                      grant,
                      finding instanceof Finding.Known known ? known.identity() : null)
                  .map(ConnectionReply.Connected::new);
            });
  }

  /** It goes into a header as it is. */
  private static boolean isUsable(TokenGrant grant) {
    Secret refreshToken = grant.refreshToken();
    return BearerToken.is(grant.accessToken().reveal())
        && (refreshToken == null || BearerToken.is(refreshToken.reveal()));
  }

  private Future<ConnectionReply> disconnect(long userId) {
    return accounts.disconnect(userId).compose(this::revoke).map(ConnectionReply.Disconnected::new);
  }

  private Future<ConnectionReply.Revocation> revoke(AccountReply.Erased erased) {
    AccountTokens tokens = erased.toRevoke();
    return tokens == null ? Future.succeededFuture(erased.otherwise()) : revocations.revoke(tokens);
  }

  private static Future<ConnectionReply> refused(String detail) {
    return Future.succeededFuture(new ConnectionReply.GrantRefused(detail));
  }
}
