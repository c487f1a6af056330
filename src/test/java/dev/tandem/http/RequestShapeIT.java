package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.http.TestClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two servers could understand differently, or that want more than there is: none is
 * taken for two, and none costs more than its limits.
 */
class RequestShapeIT {
  private static final String NEXT = "GET /health/live HTTP/1.1\r\nHost: b\r\n\r\n";
  private static TestGateway gateway;
  private static String post;

  @BeforeAll
  static void start() {
    gateway = TestGateway.start(new ContractCheck());
    post =
        "POST /api/tasks HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Prefer: respond-async\r\nAuthorization: Bearer "
            + gateway.owner().key()
            + "\r\n";
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 40",
        "Content-Length: 2, 2",
        "Content-Length: +2",
        "Content-Length: -2",
        "Content-Length: 0x2",
        "Content-Length: 2 2",
        "Content-Length: 99999999999999999999",
        "Content-Length : 2",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding:\u000bchunked",
        "Transfer-Encoding:\r\n chunked",
        "Transfer-Encoding : chunked",
        "X: a\rTransfer-Encoding: chunked",
        "X: a\u0000b",
        "no colon",
        ": no name",
        "Host: second"
      })
  void refusesAHeadOfTwoMeanings(String header) throws IOException {
    assertThat(untilEnded(post + header + "\r\n\r\n" + NEXT))
        .startsWith("HTTP/1.1 400")
        .containsIgnoringCase("\r\nx-content-type-options: nosniff")
        .contains("urn:tandem:problem:bad-request")
        .containsOnlyOnce("HTTP/1.1 ");
  }

  /** The decoder goes by the chunks and takes the length away: what follows may be of the body. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Transfer-Encoding: chunked"
      })
  void readsNothingBehindAChunkedBody(String headers) throws IOException {
    String chunks = "d\r\n{\"title\":\"a\"}\r\n0\r\n\r\n";

    assertThat(untilEnded(post + headers + "\r\n\r\n" + chunks + NEXT))
        .startsWith("HTTP/1.1 201")
        .containsIgnoringCase("\r\nconnection: close")
        .containsOnlyOnce("HTTP/1.1 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zz", "-2", "0x2", "ffffffffffffffff", "7fffffffffffffff1", "2;\n", "2\n", ""})
  void answersNothingAfterAChunkThatIsNone(String size) throws IOException {
    String head = post + "Transfer-Encoding: chunked\r\n\r\n";

    assertThat(untilEnded(head + size + "\r\n{}\r\n0\r\n\r\n" + NEXT)).doesNotContain(" 20");
  }

  @Test
  void refusesAChunkedBodyInHttp10() throws IOException {
    String old = post.replace("HTTP/1.1", "HTTP/1.0");

    assertThat(untilEnded(old + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.0 400");
  }

  @Test
  void refusesVeryManyHeaders() throws IOException {
    assertThat(untilEnded("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(100) + "\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("urn:tandem:problem:headers-too-large");
    assertThat(ended("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n".repeat(90)))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void boundsTrailersAndExtensionsOfChunks() throws IOException {
    String head = post + "Transfer-Encoding: chunked\r\n\r\n";

    assertThat(untilEnded(head + "2;" + "x".repeat(100_000) + "\r\n{}\r\n0\r\n\r\n"))
        .doesNotContain(" 20");
    assertThat(untilEnded(head + "2\r\n{}\r\n0\r\n" + "X: y\r\n".repeat(20_000) + "\r\n"))
        .doesNotContain(" 20");
  }

  @Test
  void takesNoBodyThatIsTooLargeHoweverItIsAnnounced() throws IOException {
    String chunk = "10000\r\n" + " ".repeat(1 << 16) + "\r\n";
    String chunked = post + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17);

    try (RawConnection connection = new RawConnection(gateway.port()).send(chunked)) {
      assertThat(connection.answer()).startsWith("HTTP/1.1 413");
    }
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send(post + "Content-Length: 2000000000\r\n\r\n{}");
      assertThat(connection.answer()).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void asksForABodyOnlyWhereItWouldBeRead() throws IOException {
    String expecting = "Expect: 100-continue\r\nContent-Length: ";

    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send(post + expecting + "13\r\n\r\n");
      assertThat(connection.answer()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(connection.send("{\"title\":\"a\"}").answer()).startsWith("HTTP/1.1 201");
    }
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send(post + expecting + "2000000\r\n\r\n");
      assertThat(connection.answer()).startsWith("HTTP/1.1 413");
    }
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send(post.replace("Bearer ", "Bearer x") + expecting + "13\r\n\r\n");
      assertThat(connection.answer()).startsWith("HTTP/1.1 401");
    }
  }

  /** Streams, resets, settings and pings of HTTP/2 need no limits where there are none. */
  @Test
  void speaksNoHttp2() throws IOException {
    String settings = "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__";

    assertThat(untilEnded("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).doesNotContain(" 20");
    assertThat(
            ended("GET /health/live HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n" + settings + "\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G@T / HTTP/1.1",
        "GET / HTTP/9.9",
        "GET /",
        "\u0016\u0003\u0001\u0002\r\n",
        "GET / HTTP/1.1\r\n Host: folded"
      })
  void servesNothingThatIsNoRequest(String first) throws IOException {
    assertThat(untilEnded(first + "\r\nHost: a\r\n\r\n" + NEXT)).doesNotContain(" 20");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT evil.example:443 HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "TRACE /health/live HTTP/1.1",
        "GET http://evil.example/api/nothing HTTP/1.1"
      })
  void isNoProxy(String first) throws IOException {
    assertThat(ended(first + "\r\nHost: a\r\n")).matches("(?s)HTTP/1.1 (401|404|405) .*");
  }

  @Test
  void takesWhatIsOddButClear() throws IOException {
    assertThat(ended("GET /health/live HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(ended("GET http://other.example/health/live HTTP/1.1\r\nHost: a\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(untilEnded("GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  /** What is not read is not answered: the server stops to read where nobody takes its answers. */
  @Test
  void answersNoMoreRequestsThanAreRead() throws IOException {
    ByteBuffer request =
        ByteBuffer.wrap(
            "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    long answerBytes = gateway.owner().get("/openapi.json").response().body().length();
    try (SocketChannel deaf = SocketChannel.open()) {
      deaf.setOption(StandardSocketOptions.SO_RCVBUF, 4 * 1024);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
      deaf.configureBlocking(false);
      long requests = 0;
      for (int others = 0; others < 200; others++) {
        while (deaf.write(request) > 0) {
          if (!request.hasRemaining()) {
            request.rewind();
            requests++;
          }
        }
        Reply reply = gateway.client(null).get("/health/live");
        assertThat(reply.status()).isEqualTo(200);
      }
      Runtime runtime = Runtime.getRuntime();
      assertThat(requests * answerBytes)
          .as("all of it would not fit into memory")
          .isGreaterThan(runtime.maxMemory());
    }
  }

  /** The same of a head that wants the connection to end. */
  private static String ended(String head) throws IOException {
    return untilEnded(head + "Connection: close\r\n\r\n");
  }

  private static String untilEnded(String request) throws IOException {
    try (RawConnection connection = new RawConnection(gateway.port())) {
      return connection.send(request).untilEnded();
    }
  }
}
