package dev.tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the Dockerfile repeats from elsewhere, since only a build of the image, which needs more
 * than this machine may have, would notice that they went apart.
 */
final class DockerfileTest {
  private final String dockerfile = read("Dockerfile");

  @Test
  void saysTheVersionOfTheBuildFile() {
    assertThat(group(dockerfile, "(?m)^ARG TANDEM_VERSION=(\\S+)$"))
        .isEqualTo(group(read("pom.xml"), "<version>([^<]+)</version>"));
  }

  @Test
  void namesItsBasesByExactVersions() {
    assertThat(group(dockerfile, "(?m)^ARG MAVEN_IMAGE=(\\S+)$"))
        .matches(".*/maven:3\\.\\d+\\.\\d+-eclipse-temurin-17-\\w+");
    assertThat(group(dockerfile, "(?m)^ARG JRE_IMAGE=(\\S+)$"))
        .matches(".*/eclipse-temurin:25\\.\\d+\\.\\d+(\\.\\d+)?_\\d+-jre-\\w+");
  }

  @Test
  void setsVariablesThatTheGatewayTakes() {
    Map<String, String> environment = new HashMap<>();
    Pattern.compile("\\b((?:TANDEM|TICKTICK)_[A-Z_]+)=(\\S+)")
        .matcher(group(dockerfile, "(?ms)^ENV (.*?[^\\\\])$"))
        .results()
        .forEach(variable -> environment.put(variable.group(1), variable.group(2)));
    assertThat(ConfigReader.unknown(environment.keySet())).isEmpty();
    GatewayConfig config = ConfigReader.read(environment);
    assertThat(config.http())
        .isEqualTo(
            new GatewayConfig.Http(
                "0.0.0.0",
                Integer.parseInt(group(dockerfile, "(?m)^EXPOSE (\\d+)$")),
                Optional.empty()));
    assertThat(config.storage().dataDir())
        .isEqualTo(Path.of(group(dockerfile, "(?m)^VOLUME (\\S+)$")));
  }

  @Test
  void trainsWithTheWordsOfTheEntryPoint() {
    String entryPoint = group(dockerfile, "(?m)^ENTRYPOINT \\[\"java\", (.*)]$");
    String training = group(read("src/main/image/train"), "(?m)^ *java (.*) >\"\\$work/out\".*$");
    assertThat(words(training.replace("$app", "/opt/tandem")))
        .isEqualTo(words(entryPoint.replace(",", "")));
  }

  /** The words that decide what an archive fits; where it is and what is logged do not. */
  private static String words(String commandLine) {
    return commandLine.replace("\"", "").replaceAll("-XX:AOTCache\\S* |-Xlog:\\S+ ", "");
  }

  private static String group(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .findFirst()
        .map((MatchResult match) -> match.group(1))
        .orElseThrow(() -> new AssertionError("nothing matches " + pattern));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
