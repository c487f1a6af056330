package dev.tandem.http;

import dev.tandem.config.Sha256;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A file that browsers may keep, under a name of its content.
 *
 * @param version changes with the content
 */
record DocsFile(String version, Answer.Body body) {
  private static final int VERSION_BYTES = 12;

  /**
   * @param mediaType as it stands in {@code Content-Type}
   */
  static DocsFile of(String mediaType, String text) {
    byte[] hash = Arrays.copyOf(Sha256.of(text), VERSION_BYTES);
    return new DocsFile(
        HexFormat.of().formatHex(hash), new Answer.Body(mediaType, Buffer.buffer(text)));
  }

  /**
   * The file, or that the client has it already (RFC 9110, 13.1.2).
   *
   * @param ifNoneMatch the values of all headers of that name
   * @param headers that go with it either way
   */
  Answer answer(List<String> ifNoneMatch, List<Answer.Header> headers) {
    String tag = '"' + version + '"';
    boolean known =
        List.of(String.join(",", ifNoneMatch).split(",", -1)).stream()
            .map(String::strip)
            .anyMatch(
                one ->
                    one.equals("*") || (one.startsWith("W/") ? one.substring(2) : one).equals(tag));
    Answer answer = known ? new Answer(304, null, headers) : new Answer(200, body, headers);
    return answer.with("ETag", tag);
  }
}
