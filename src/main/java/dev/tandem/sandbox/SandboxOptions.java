package dev.tandem.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a sandbox is set up.
 *
 * @param port 0 for any free one
 * @param accounts at least one; names and uids are unique
 * @param journal where the remote world is kept over a restart; it holds issued tokens, so it is
 *     created readable by its owner only
 */
public record SandboxOptions(
    String host, int port, OAuthApp app, List<SandboxAccount> accounts, Optional<Path> journal) {

  public SandboxOptions {
    accounts = List.copyOf(accounts);
    if (accounts.isEmpty()) {
      throw new IllegalArgumentException("The sandbox needs at least one account");
    }
    if (accounts.stream().map(SandboxAccount::name).distinct().count() < accounts.size()
        || accounts.stream().map(SandboxAccount::uid).distinct().count() < accounts.size()) {
      throw new IllegalArgumentException("Names and uids of sandbox accounts must be unique");
    }
  }
}
