package dev.tandem.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation tells people to set can be set. */
final class DocumentedUrlsTest {
  private static final Pattern URL = Pattern.compile("postgres(ql)?://[^\\s\"'`)]+");

  @Test
  void everyDatabaseUrlOfTheDocumentationIsTaken() throws IOException {
    List<String> urls = new ArrayList<>();
    for (Path page : pages()) {
      URL.matcher(Files.readString(page)).results().forEach(found -> urls.add(found.group()));
    }
    assertThat(urls).hasSizeGreaterThanOrEqualTo(5);
    for (String url : urls) {
      assertThatCode(() -> DatabaseUrl.parse(filledIn(url))).as(url).doesNotThrowAnyException();
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(Path.of("docs"));
        Stream<Path> conf = Files.list(Path.of("conf"))) {
      return Stream.of(Stream.of(Path.of("README.md")), docs, conf)
          .flatMap(files -> files)
          .filter(Files::isRegularFile)
          .toList();
    }
  }

  /** Where a page leaves a gap for the reader. */
  private static String filledIn(String url) {
    return url.replace(":port/", ":5432/")
        .replace("sslmode=…", "sslmode=verify-full")
        .replace("…", "something");
  }
}
