package dev.tandem.sandbox;

import static dev.tandem.sandbox.RunningSandbox.APP;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Raw calls of the simulated OAuth server. */
record OAuthWire(SandboxProbe probe) {
  static final String AUTHORIZE =
      "client_id=sandbox-client&response_type=code&state=s%20t&scope=tasks:read%20tasks:write"
          + "&redirect_uri="
          + URLEncoder.encode(APP.redirectUri(), StandardCharsets.UTF_8);
  static final String BASIC =
      "Basic "
          + Base64.getEncoder()
              .encodeToString("sandbox-client:sandbox-secret".getBytes(StandardCharsets.UTF_8));

  static String parameter(URI location, String name) {
    for (var pair : location.getRawQuery().split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  String code() {
    return parameter(probe.consent(AUTHORIZE, "anna", true), "code");
  }

  HttpResponse<String> token(String query, String form, String authorization) {
    var request =
        HttpRequest.newBuilder(probe.root().resolve("/oauth/token" + query))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return probe.send(request.build());
  }

  static String form(String code) {
    return "grant_type=authorization_code&code="
        + code
        + "&redirect_uri="
        + URLEncoder.encode(APP.redirectUri(), StandardCharsets.UTF_8);
  }

  HttpResponse<String> redeem(String code) {
    return token("", form(code), BASIC);
  }

  HttpResponse<String> post(String path, String contentType, String body) {
    return probe.send(
        HttpRequest.newBuilder(probe.root().resolve(path))
            .header("Content-Type", contentType)
            .header("Authorization", BASIC)
            .POST(BodyPublishers.ofString(body))
            .build());
  }
}
