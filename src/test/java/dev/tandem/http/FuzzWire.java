package dev.tandem.http;

import dev.tandem.http.ContractCheck.Reply;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 by hand: any bytes can be sent, and an answer that is not well-formed is seen. The
 * connection is kept as long as the server keeps it, so that an answer that belongs to another
 * request would be noticed.
 */
final class FuzzWire implements AutoCloseable {
  private static final int HANGS_AFTER_SECONDS = 10;

  private final int port;
  private Socket socket;
  private InputStream in;

  FuzzWire(int port) {
    this.port = port;
  }

  /**
   * @throws IOException if there is no answer in time, or none that is HTTP
   */
  Reply send(FuzzRequest request) throws IOException {
    boolean kept = socket != null;
    try {
      return exchange(request);
    } catch (EOFException e) {
      // The server may close a connection that it kept, until the request has reached it.
      close();
      if (!kept) {
        throw e;
      }
      return exchange(request);
    }
  }

  private Reply exchange(FuzzRequest request) throws IOException {
    if (socket == null) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.setSoTimeout((HANGS_AFTER_SECONDS + request.waitSeconds()) * 1_000);
    try {
      socket.getOutputStream().write(request.bytes());
    } catch (IOException e) {
      // It may have answered before it was told all.
      return read(request, e);
    }
    return read(request, null);
  }

  private Reply read(FuzzRequest request, IOException unsent) throws IOException {
    try {
      return read(request.method());
    } catch (IOException e) {
      if (unsent != null) {
        e.addSuppressed(unsent);
      }
      throw e;
    }
  }

  private Reply read(String method) throws IOException {
    String first = line();
    if (!first.matches("HTTP/1\\.[01] [1-5]\\d\\d [ -~]*")) {
      throw new IOException("no status line: " + first);
    }
    int status = Integer.parseInt(first.substring(9, 12));
    HttpHeaders headers = headers();
    if (status == 100) {
      return read(method);
    }
    byte[] body = new byte[0];
    boolean stream = false;
    if (!method.equals("HEAD") && status != 204 && status != 304) {
      stream = headers.firstValue("Content-Type").orElse("").equals(EventText.MEDIA_TYPE);
      body = stream ? chunk() : body(headers);
    }
    if (stream || headers.firstValue("Connection").orElse("").equalsIgnoreCase("close")) {
      close();
    }
    return new Reply(status, headers, text(body));
  }

  private static String text(byte[] body) throws IOException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(body))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IOException("a body that is no UTF-8", e);
    }
  }

  private HttpHeaders headers() throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (!line.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~]*")) {
        throw new IOException("no header: " + line);
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return HttpHeaders.of(headers, (name, value) -> true);
  }

  private byte[] body(HttpHeaders headers) throws IOException {
    if (headers.firstValue("Transfer-Encoding").isPresent()) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
        body.writeBytes(chunk);
      }
      return body.toByteArray();
    }
    long length = headers.firstValueAsLong("Content-Length").orElse(0);
    return exactly((int) length);
  }

  private byte[] chunk() throws IOException {
    byte[] chunk = exactly(Integer.parseInt(line().strip(), 16));
    if (!line().isEmpty()) {
      throw new IOException("a chunk without its end");
    }
    return chunk;
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("cut off after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("ended after: " + line);
      }
      line.append((char) c);
    }
    int end = line.length() - 1;
    if (end < 0 || line.charAt(end) != '\r') {
      throw new IOException("a line without its end: " + line);
    }
    return line.substring(0, end);
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
