package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.ConsentWalk.Begun;
import dev.tandem.http.TestClient.Reply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages and the callback make of addresses that anybody may have written. */
class HostileAddressesIT {
  private static TestGateway gateway;
  private static TestClient anybody;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    anybody = gateway.client(null);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "code=evil",
        "state=evil",
        "state=&code=evil",
        "state=evil&code=",
        "state=evil&code=evil&error=evil",
        "state=evil&state=evil&code=evil",
        "state=evil&code=evil&code=evil",
        "state=evil&error=evil&error=other",
        "state=evil%0d%0aSet-Cookie:%20evil=1&code=evil",
        "state=evil&code=evil%0d%0aLocation:%20https://evil.example",
        "state=evil&error=evil%0a",
        "state=evil%00&code=evil",
        "state=evil&code=evil%20evil",
        "state=%C3%A9vil&code=evil",
        "state=evil&code=%ED%A0%80",
        "state[]=evil&code=evil"
      })
  void refusesHostileParametersAndRepeatsNoneOfThem(String query) {
    assertRefused(query);
  }

  @Test
  void refusesParametersThatAreTooLong() {
    assertRefused("state=" + "e".repeat(201) + "&code=c");
    assertRefused("state=s&code=" + "e".repeat(2001));
    assertRefused("state=s&error=" + "e".repeat(201));
  }

  private static void assertRefused(String query) {
    int asked = gateway.connections().asked().size();
    String[] cookie = {"Cookie", ConsentWalk.cookieName("evil") + "=x"};

    Reply document = anybody.get(ConsentCallback.PATH + "?" + query, cookie);
    Reply page =
        anybody.get(
            ConsentCallback.PATH + "?" + query, cookie[0], cookie[1], "Accept", "text/html");

    assertThat(document.slug()).isEqualTo("validation");
    assertThat(page.status()).isEqualTo(400);
    for (Reply reply : List.of(document, page)) {
      assertThat(reply.response().headers().map()).doesNotContainKeys("set-cookie", "location");
      assertThat(reply.response().body()).doesNotContainIgnoringCase("evil");
    }
    assertThat(gateway.connections().asked()).hasSize(asked);
  }

  @Test
  void ignoresWhatElseAServerAdds() {
    Begun begun = ConsentWalk.begin(gateway.owner());

    assertThat(
            anybody
                .get(
                    ConsentCallback.PATH
                        + "?iss=https%3A%2F%2Fticktick.com&x=1&x=2&state="
                        + begun.state()
                        + "&code=c0de&scope=tasks%3Aread",
                    "Cookie",
                    begun.cookie())
                .status())
        .isEqualTo(302);
  }

  @Test
  void escapesWhatAClientPutsIntoAPage() {
    Reply reply =
        anybody.get(ConsentCallback.PATH, "Accept", "text/html", "X-Request-Id", "<img/src=x>");

    assertThat(reply.response().body()).contains("&lt;img/src=x&gt;").doesNotContain("<img");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/?ticktick=%3Cscript%3E", "/?ticktick=unheard", "/?a=b&a=c", "/?ticktick="})
  void showsTheFirstPageWithoutANoticeForAnythingElse(String path) {
    Reply reply = anybody.get(path);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.response().body())
        .contains("openapi.json")
        .doesNotContain("role=\"status\"", "unheard");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:18080, http://127.0.0.1:18080",
    "tasks.example.org, http://tasks.example.org",
    "[::1]:8080, http://[::1]:8080"
  })
  void namesTheHostThatThePersonUsed(String host, String address) throws IOException {
    assertThat(firstPage("Host: " + host)).contains("export TANDEM=" + address + " ");
    assertThat(firstPage("Host: " + host + "\r\nX-Forwarded-Proto: https"))
        .contains("export TANDEM=" + address.replace("http:", "https:") + " ");
    assertThat(firstPage("Host: " + host + "\r\nX-Forwarded-Proto: evil:"))
        .contains("export TANDEM=" + address + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>evil</script>",
        "evil\"><b>",
        "evil;rm",
        "evil$(id)",
        "evil`id`",
        "evil&amp;",
        "evil evil",
        "evil/evil",
        "user@evil",
        "evil:port",
        "evil:123456",
        "evil|evil",
        "{notice}evil",
        "[evil]",
        ""
      })
  void namesNoHostThatIsNone(String host) throws IOException {
    String answer = raw("Host: " + host);
    assertThat(answer).doesNotContain("evil").doesNotContain("localhost", "8080");
    if (answer.startsWith("HTTP/1.1 200")) {
      assertThat(answer).contains("export TANDEM=… ");
    }
  }

  private static String firstPage(String headers) throws IOException {
    String answer = raw(headers);
    assertThat(answer).startsWith("HTTP/1.1 200");
    return answer;
  }

  private static String raw(String headers) throws IOException {
    return gateway.raw("GET / HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
  }
}
