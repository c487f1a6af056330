package dev.tandem.openid;

import com.google.crypto.tink.jwt.JwtPublicKeyVerify;
import dev.tandem.account.AccountRoutes;
import dev.tandem.account.OpenIdQuery;
import dev.tandem.account.OpenIdReply;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.Bus;
import dev.tandem.bus.Registration;
import dev.tandem.config.GatewayConfig.OpenId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells who presents a JWT. One of a process, so that it asks the provider for keys once. */
public final class OpenIdVerticle extends VerticleBase {
  /** Below that of whoever asks, who also waits for the provider. */
  private static final Duration ASK_LIMIT = Duration.ofSeconds(5);

  private final OpenId provider;
  private final FetchPace pace;
  private final TokenRules rules;
  private @Nullable ProviderKeys keys;
  private @Nullable Registration served;

  /**
   * @param clock decides which tokens have expired
   */
  public OpenIdVerticle(OpenId provider, FetchPace pace, Clock clock) {
    this.provider = provider;
    this.pace = pace;
    this.rules = new TokenRules(provider, clock);
  }

  /** Does not wait for the provider, which may be down: others may come by keys of their own. */
  @Override
  public Future<?> start() {
    ProviderKeys made =
        new ProviderKeys(
            vertx, new KeySetClient(vertx, provider.jwks(), pace.limit()), pace, System::nanoTime);
    keys = made;
    made.start();
    Bus bus = Bus.of(vertx);
    return bus.serve(AccountRoutes.OPENID, query -> identify(bus, made, query))
        .onSuccess(registration -> served = registration);
  }

  @Override
  public Future<?> stop() {
    return (served == null ? Future.succeededFuture() : served.remove())
        .eventually(() -> keys == null ? Future.succeededFuture() : keys.stop());
  }

  private Future<OpenIdReply> identify(Bus bus, ProviderKeys known, OpenIdQuery query) {
    String token = query.token().reveal();
    return Future.succeededFuture(token)
        .map(KeyName::of)
        .compose(known::find)
        .compose(
            key ->
                key.isEmpty() && known.areUnknown()
                    ? Future.succeededFuture(new OpenIdReply.Undecided())
                    : signIn(bus, rules.check(token, theOne(key))))
        .recover(
            failure ->
                failure instanceof TokenRefusedException refused
                    ? Future.succeededFuture(new OpenIdReply.Refused(refused.detail()))
                    : Future.failedFuture(failure));
  }

  private static JwtPublicKeyVerify theOne(Optional<JwtPublicKeyVerify> key) {
    return key.orElseThrow(
        () -> new TokenRefusedException("the token is signed with no key of the provider's"));
  }

  private Future<OpenIdReply> signIn(Bus bus, TokenRules.Bearer bearer) {
    return bus.ask(
            AccountRoutes.USERS,
            new UserCommand.SignIn(provider.issuer(), bearer.subject(), bearer.name()),
            ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof UserReply.OneUser known) {
                return new OpenIdReply.Identified(known.user(), bearer.until());
              }
              throw new TokenRefusedException("the person was erased here");
            });
  }
}
