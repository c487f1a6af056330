package dev.tandem.http;

import dev.tandem.http.FuzzDraft.Field;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it goes over the wire.
 *
 * @param target as it stands in the first line
 * @param body null for none
 * @param isOperation whether it is this operation's whatever is wrong with it, so that the answer
 *     has to be one of those
 * @param isForeign whether the path names what is somebody else's
 * @param spoiled what was done to it
 */
record FuzzRequest(
    FuzzOperation operation,
    FuzzPerson person,
    String method,
    String target,
    List<Field> headers,
    Buffer body,
    boolean isOperation,
    boolean isForeign,
    String spoiled) {
  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?0*(\\d{1,9})");
  private static final int LONGEST_WAIT = 30;
  private static final int PRINTED = 4_000;

  /** One that is written down, not drawn. */
  static FuzzRequest of(
      FuzzOperation operation, FuzzPerson person, String target, JsonObject body, Field... more) {
    List<Field> headers = new ArrayList<>(List.of(new Field("Host", "tandem.test")));
    person.key().ifPresent(key -> headers.add(new Field("Authorization", "Bearer " + key)));
    headers.addAll(List.of(more));
    if (body != null) {
      headers.add(new Field("Content-Type", "application/json"));
    }
    return new FuzzRequest(
        operation,
        person,
        operation.method(),
        target,
        headers,
        body == null ? null : body.toBuffer(),
        true,
        false,
        "");
  }

  byte[] bytes() {
    StringBuilder head =
        new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    headers.forEach(
        field -> head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
    if (body != null) {
      head.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (body != null) {
      bytes.writeBytes(body.getBytes());
    }
    return bytes.toByteArray();
  }

  /** How long the answer may rightly wait for TickTick, in seconds. */
  int waitSeconds() {
    return headers.stream()
        .filter(field -> field.name().equalsIgnoreCase("Prefer"))
        .mapToInt(
            field -> {
              Matcher wait = WAIT.matcher(field.value());
              return wait.find() ? Math.min(LONGEST_WAIT, Integer.parseInt(wait.group(1))) : 0;
            })
        .max()
        .orElse(0);
  }

  /** Whether it would end a user or key that the exam goes on with. */
  boolean isFatal() {
    String path = target.split("\\?", 2)[0];
    return method.equals("DELETE")
        && person.shielded().stream().anyMatch(shielded -> decoded(path).contains(shielded));
  }

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path, StandardCharsets.ISO_8859_1) + '/';
    } catch (IllegalArgumentException e) {
      return path + '/';
    }
  }

  /** So that it can be sent again by hand. */
  String printable() {
    StringBuilder text = new StringBuilder();
    byte[] all = bytes();
    for (int i = 0; i < Math.min(all.length, PRINTED); i++) {
      int c = all[i] & 0xff;
      if (c == '\n' || (c >= ' ' && c <= '~' && c != '\\')) {
        text.append((char) c);
      } else if (c != '\r') {
        text.append("\\x%02x".formatted(c));
      }
    }
    return text + (all.length > PRINTED ? "… (" + all.length + " bytes)" : "");
  }

  @Override
  public String toString() {
    return person.name() + ": " + operation + (spoiled.isEmpty() ? "" : " (" + spoiled + ")");
  }
}
