package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The browsable contract: all of it comes from here, and nothing else comes with it. */
class DocsIT {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final Pattern URL_IN_STYLE = Pattern.compile("url\\(\\s*[\"']?([^\"')]{1,80})");

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

  @Test
  void servesThePageToAnybodyUnderAStrictPolicy() {
    Reply page = anybody.get("/docs");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(page.header("Content-Security-Policy")).isEqualTo(POLICY);
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(page.response().body()).doesNotContainPattern("<script>|<style");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/"})
  void servesEachFileThatThePageNamesForAsLongAsBrowsersLike(String path) {
    DocsPage page = DocsPage.of(anybody.get(path));

    assertThat(page.files()).hasSize(4);
    for (String address : page.files()) {
      Reply file = anybody.get(URI.create(path).resolve(address).getPath());
      assertThat(file.status()).as(address).isEqualTo(200);
      assertThat(file.header("Content-Type"))
          .isEqualTo((address.endsWith("js") ? "text/javascript" : "text/css") + ";charset=utf-8");
      assertThat(file.header("Content-Security-Policy")).isEqualTo("default-src 'none'");
      assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(file.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
      String tag = file.header("ETag");
      assertThat(address).contains("docs/" + tag.replace("\"", "") + "/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/"})
  void namesNoOtherHost(String path) {
    DocsPage page = DocsPage.of(anybody.get(path));

    URI here = URI.create("http://tandem.test" + path);
    assertThat(page.addresses())
        .contains(path.equals("/docs") ? "openapi.json" : "../openapi.json", "data:,")
        .allSatisfy(
            address ->
                assertThat(here.resolve(address).toString())
                    .matches("data:,|http://tandem\\.test/(openapi\\.json|docs/.+)?"));
    for (String address : page.files()) {
      String text = anybody.get(URI.create(path).resolve(address).getPath()).response().body();
      if (address.endsWith("css")) {
        assertThat(text).doesNotContain("@import");
        Matcher url = URL_IN_STYLE.matcher(text);
        while (url.find()) {
          assertThat(url.group(1)).startsWith("data:");
        }
      }
      if (address.endsWith("docs.js")) {
        assertThat(text).contains("validatorUrl: null", "queryConfigEnabled: false");
        assertThat(text).doesNotContain("//validator", "http:", "https:");
      }
    }
  }

  @Test
  void tellsABrowserWhatItHasAlready() {
    for (String path : new String[] {"/docs", file()}) {
      String tag = anybody.get(path).header("ETag");
      for (String known : new String[] {tag, "W/" + tag, "\"a\", " + tag + ",\"b\"", "*"}) {
        Reply reply = anybody.get(path, "If-None-Match", known);
        assertThat(reply.status()).as(known).isEqualTo(304);
        assertThat(reply.header("ETag")).isEqualTo(tag);
      }
      assertThat(anybody.get(path, "If-None-Match", "\"a\"").status()).isEqualTo(200);
      assertThat(anybody.get(path, "If-None-Match", "").status()).isEqualTo(200);
    }
  }

  @Test
  void answersHeadWithTheLengthAlone() {
    for (String path : new String[] {"/docs", file()}) {
      Reply whole = anybody.get(path);
      Reply head = anybody.send("HEAD", path, null);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("Content-Length")).isEqualTo(whole.header("Content-Length"));
      assertThat(head.header("Content-Type")).isEqualTo(whole.header("Content-Type"));
      assertThat(anybody.post(path, null).header("Allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void servesNothingElseOfTheWebjarOrTheClassPath() throws IOException {
    String version = file().split("/", -1)[2];
    for (String path :
        new String[] {
          "/docs/" + version + "/index.html",
          "/docs/" + version + "/swagger-initializer.js",
          "/docs/" + version + "/swagger-ui.js",
          "/docs/" + version + "/swagger-ui-bundle.js.LICENSE.txt",
          "/docs/" + version + "/docs.html",
          "/docs/" + version + "/docs.css",
          "/docs/" + version + "/",
          "/docs/" + version,
          "/docs/5.34.1/swagger-ui.css",
          "/docs/" + version.substring(1) + "/swagger-ui.css",
          "/docs/" + version + "/SWAGGER-UI.CSS",
          "/docs/" + version + "/swagger-ui.css%00",
          "/docs/" + version + "/..%2f..%2flogback.xml",
          "/docs/" + version + "/%2e%2e/%2e%2e/logback.xml",
          "/docs/" + version + "/../../logback.xml",
          "/docs/" + version + "/..\\..\\logback.xml",
          "/docs/..%2f..%2f/openapi.yaml",
          "/docs/" + version + "/swagger-ui.css/../../../application.properties",
          "/META-INF/maven/org.webjars/swagger-ui/pom.properties",
          "/web/docs.html"
        }) {
      String answer =
          gateway.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      assertThat(answer).as(path).startsWith("HTTP/1.1 404 ").contains("not-found");
    }
  }

  /** The path of Swagger UI's style sheet. */
  private static String file() {
    return "/"
        + DocsPage.of(anybody.get("/docs")).files().stream()
            .filter(address -> address.endsWith("/swagger-ui.css"))
            .findFirst()
            .orElseThrow();
  }
}
