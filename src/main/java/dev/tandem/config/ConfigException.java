package dev.tandem.config;

import java.util.List;

/**
 * The configuration cannot be used; one line a problem, each naming its variable, what it got and
 * what it takes.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
