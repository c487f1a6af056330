package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.ConnectionReply;
import dev.tandem.http.TestClient.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Begins consents and comes back from them, as a browser or curl would. */
final class ConsentWalk {
  static final String[] AS_A_BROWSER = {
    "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
  };

  private ConsentWalk() {}

  /** A consent under way. */
  record Begun(URI consentPage, String state, String setCookie) {
    /** The name and value that a browser sends back. */
    String cookie() {
      return setCookie.substring(0, setCookie.indexOf(';'));
    }

    String secret() {
      return cookie().substring(cookie().indexOf('=') + 1);
    }
  }

  static Begun begin(TestClient client) {
    Reply reply = client.get("/api/ticktick/authorize");
    assertThat(reply.status()).isEqualTo(200);
    URI page = URI.create(reply.json().getString("authorization_url"));
    String query = page.getRawQuery();
    String state = query.substring(query.indexOf("state=") + "state=".length()).split("&", -1)[0];
    return new Begun(page, state, reply.header("Set-Cookie"));
  }

  /** With a code and the cookie that belongs to the state. */
  static Reply comingBack(TestGateway gateway, String state, String secret, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Cookie";
    all[headers.length + 1] = cookieName(state) + "=" + secret;
    return gateway.client(null).get(ConsentCallback.PATH + "?state=" + state + "&code=c0de", all);
  }

  static String cookieName(String state) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(state.getBytes(StandardCharsets.UTF_8));
      return "tandem_consent_" + HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Sees every answer that the contract has for connecting, but those of a broken server. */
  static void through(TestGateway gateway) {
    TestClient owner = gateway.owner();
    assertThat(owner.get("/api/ticktick/authorize?redirect=true").status()).isEqualTo(302);
    Begun good = begin(owner);
    assertThat(comingBack(gateway, good.state(), good.secret()).status()).isEqualTo(302);
    Begun late = begin(owner);
    gateway
        .connections()
        .onConnect(user -> Future.succeededFuture(new ConnectionReply.NoApplication()));
    assertThat(comingBack(gateway, late.state(), late.secret()).slug())
        .isEqualTo("no-oauth-application");
    Begun later = begin(owner);
    assertThat(comingBack(gateway, later.state(), later.secret(), AS_A_BROWSER).status())
        .isEqualTo(409);
    gateway.connections().withoutApplication();
    Reply none = owner.get("/api/ticktick/authorize");
    assertThat(none.slug()).isEqualTo("no-oauth-application");
    assertThat(none.json().getString("detail")).contains("TICKTICK_CLIENT_ID");
    TestClient anybody = gateway.client(null);
    assertThat(anybody.get(ConsentCallback.PATH).status()).isEqualTo(400);
    assertThat(anybody.get(ConsentCallback.PATH, AS_A_BROWSER).status()).isEqualTo(400);
    assertThat(anybody.get("/").status()).isEqualTo(200);
    assertThat(owner.patch("/api/ticktick", new JsonObject().put("accept_account", true)).slug())
        .isEqualTo("conflict");
  }
}
