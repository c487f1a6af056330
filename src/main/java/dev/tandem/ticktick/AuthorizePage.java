package dev.tandem.ticktick;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The address of TickTick's consent page (ticktick-api.md, 1). */
record AuthorizePage(URI auth, String clientId) {
  private static final String SCOPE = "tasks:read tasks:write";

  URI of(Consent consent, URI callback) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("client_id", clientId);
    query.put("scope", SCOPE);
    query.put("state", consent.state());
    query.put("redirect_uri", callback.toString());
    query.put("response_type", "code");
    query.put("code_challenge", consent.challenge());
    query.put("code_challenge_method", "S256");
    return URI.create(
        auth
            + "/oauth/authorize?"
            + query.entrySet().stream()
                .map(field -> field.getKey() + '=' + encoded(field.getValue()))
                .collect(Collectors.joining("&")));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
