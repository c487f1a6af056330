package dev.tandem.sandbox;

import dev.tandem.sandbox.ConsentRequests.Agreed;
import dev.tandem.sandbox.ConsentRequests.Asked;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The browser's half of OAuth: the consent page and its answer. */
final class AuthorizeApi {
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final DeveloperPortal portal;
  private final World world;
  private final ConsentRequests requests;

  AuthorizeApi(DeveloperPortal portal, World world, ConsentRequests requests) {
    this.portal = portal;
    this.world = world;
    this.requests = requests;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open("authorize", HttpMethod.GET, "/oauth/authorize", this::ask),
        Endpoint.open("consent", HttpMethod.POST, "/oauth/authorize", this::decide));
  }

  /** An unknown application or redirect is shown to the person, never redirected to. */
  private Answer ask(Call call) {
    var app = portal.app();
    if (call.query("client_id").filter(app.clientId()::equals).isEmpty()) {
      return refusal("The application is not known.");
    }
    var redirectUri = call.query("redirect_uri");
    if (app.redirectUri().equals(OAuthApp.NOWHERE)) {
      return refusal("The application has no redirect URI yet.");
    }
    if (redirectUri.filter(uri -> !uri.equals(app.redirectUri())).isPresent()) {
      return refusal("The redirect URI is not the registered one.");
    }
    var state = call.query("state").orElse("");
    if (call.query("response_type").filter("code"::equals).isEmpty()) {
      return redirect("error", "unsupported_response_type", state);
    }
    var challenge = call.query("code_challenge");
    if (challenge.isPresent() && !isGood(challenge.get(), call.query("code_challenge_method"))) {
      return redirect("error", "invalid_request", state);
    }
    var scope = scope(call.query("scope").orElse(Grant.READ_AND_WRITE));
    if (scope.isEmpty()) {
      return redirect("error", "invalid_scope", state);
    }
    var page = requests.open(new Asked(redirectUri, scope.get(), state, challenge));
    return page(
        200, ConsentPage.render(app, page, scope.get(), world.accounts()), app.redirectUri());
  }

  private static boolean isGood(String challenge, Optional<String> method) {
    return CHALLENGE.matcher(challenge).matches() && method.filter("S256"::equals).isPresent();
  }

  /** The known scopes of a request in a fixed order; empty if there is another, or none. */
  private static Optional<String> scope(String asked) {
    var scopes = List.of(asked.trim().split("\\s+", -1));
    var known = List.of("tasks:read", "tasks:write");
    return known.containsAll(scopes)
        ? Optional.of(String.join(" ", known.stream().filter(scopes::contains).toList()))
        : Optional.empty();
  }

  private Answer decide(Call call) {
    var asked = call.parameter("page").flatMap(requests::close);
    if (asked.isEmpty()) {
      return refusal("This page is no longer valid. Please start again.");
    }
    var state = asked.get().state();
    if (call.parameter("decision").filter("approve"::equals).isEmpty()) {
      return redirect("error", "access_denied", state);
    }
    var account = call.parameter("account").flatMap(world::account);
    if (account.isEmpty()) {
      return refusal("There is no such account.");
    }
    call.entry().belongsTo(account.get().name());
    return redirect(
        "code", requests.issueCode(new Agreed(asked.get(), account.get().name())), state);
  }

  private Answer redirect(String name, String value, String state) {
    var uri = portal.app().redirectUri();
    var location =
        uri
            + (uri.contains("?") ? "&" : "?")
            + name
            + "="
            + encoded(value)
            + (state.isEmpty() ? "" : "&state=" + encoded(state));
    return new Answer(302, Map.of("Location", location), Answer.empty(302).body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Answer refusal(String reason) {
    return page(400, ConsentPage.refusal(reason), OAuthApp.NOWHERE);
  }

  private static Answer page(int status, String html, String redirectUri) {
    return Answer.html(status, html)
        .withHeader("Cache-Control", "no-store")
        .withHeader("Content-Security-Policy", ConsentPage.policy(redirectUri))
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("X-Frame-Options", "DENY");
  }
}
