package dev.tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection on which anything can be sent, at any pace. */
final class RawConnection implements AutoCloseable {
  private static final int PACE_MS = 40;
  private static final int PATIENCE_MS = 15_000;
  private static final int LITTLE_ROOM = 4 * 1024;
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

  private final Socket socket = new Socket();
  private final InputStream in;

  /** With little room for what is not read. */
  RawConnection(int port) throws IOException {
    socket.setReceiveBufferSize(LITTLE_ROOM);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = socket.getInputStream();
  }

  RawConnection send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** One answer, head and body, which has to tell its length. */
  String answer() throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    while (!answer.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
      int next = in.read();
      assertThat(next).as("ended after: %s", answer).isNotNegative();
      answer.write(next);
    }
    Matcher length = LENGTH.matcher(answer.toString(StandardCharsets.UTF_8));
    answer.write(in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
    return answer.toString(StandardCharsets.UTF_8);
  }

  /** All that comes until the other side ends the connection. */
  String untilEnded() throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("it is open still, after " + all, e);
    } catch (SocketException e) {
      // Reset, as it had not read all that was sent.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /**
   * Sends a text over and over, byte by byte, until the other side ends the connection. Returns how
   * long that took; what comes back is passed over.
   */
  Duration trickleUntilEnded(String text) throws IOException {
    socket.setSoTimeout(PACE_MS);
    long begin = System.nanoTime();
    for (int i = 0; elapsed(begin).toMillis() < PATIENCE_MS; i++) {
      try {
        send(text.substring(i % text.length(), i % text.length() + 1));
        if (in.read() < 0) {
          return elapsed(begin);
        }
      } catch (SocketTimeoutException e) {
        // It is time for the next byte.
      } catch (SocketException e) {
        return elapsed(begin);
      }
    }
    throw new AssertionError("it is open still");
  }

  private static Duration elapsed(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
