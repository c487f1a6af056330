package dev.tandem.sandbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All accounts and tokens, and their way into and out of the journal. */
final class World {
  private final List<SandboxAccount> seeds;
  private final Grants grants;
  private final Map<String, Account> accounts = new LinkedHashMap<>();
  private Journal journal = Journal.NONE;

  World(List<SandboxAccount> seeds, Grants grants) {
    this.seeds = seeds;
    this.grants = grants;
    for (var seed : seeds) {
      accounts.put(seed.name(), new Account(seed));
    }
  }

  Optional<Account> account(String name) {
    return Optional.ofNullable(accounts.get(name));
  }

  Collection<Account> accounts() {
    return accounts.values();
  }

  Grants grants() {
    return grants;
  }

  /** Takes over the lines of an earlier run; accounts that are configured no longer are dropped. */
  void replay(List<JsonObject> lines) {
    for (var line : lines) {
      if (line.getBoolean("reset", false)) {
        clear();
      } else if (line.containsKey("grants")) {
        for (var grant : Loose.objects(line.getJsonArray("grants"), "grants")) {
          grants.restore(Grant.fromJson(grant));
        }
      } else {
        account(line.getString("account")).ifPresent(account -> account.replay(line));
      }
    }
    seeds.forEach(grants::seed);
  }

  /** The shortest journal of the same meaning. */
  List<JsonObject> snapshot() {
    var lines = new ArrayList<JsonObject>();
    for (var account : accounts.values()) {
      for (var project : account.projects()) {
        lines.add(line(account).put("projects", new JsonArray().add(project.toJson())));
      }
      for (var task : account.tasks()) {
        lines.add(line(account).put("tasks", new JsonArray().add(task.toJson())));
      }
    }
    var issued = grants.all().stream().filter(grant -> !grant.isPermanent()).toList();
    if (!issued.isEmpty()) {
      lines.add(grantsLine(issued));
    }
    return lines;
  }

  private static JsonObject line(Account account) {
    return new JsonObject()
        .put("account", account.name())
        .put("tasks", new JsonArray())
        .put("projects", new JsonArray());
  }

  private static JsonObject grantsLine(List<Grant> changed) {
    var array = new JsonArray();
    changed.forEach(grant -> array.add(grant.toJson()));
    return new JsonObject().put("grants", array);
  }

  void keepIn(Journal opened) {
    journal = opened;
  }

  /** Ends the request on an account and starts to write its effects down. */
  List<Effect> commit(Account account) {
    var changes = account.finish();
    if (!changes.isEmpty()) {
      journal.append(account.toJson(changes));
    }
    return changes.effects();
  }

  /** Starts to write down what happened to tokens. */
  void commitGrants() {
    var changed = grants.takeChanges();
    if (!changed.isEmpty()) {
      journal.append(grantsLine(changed));
    }
  }

  /** Completes when everything that an answer may show would survive a kill. */
  Future<Void> settled() {
    return journal.settled();
  }

  /** An empty world with the configured tokens. */
  void reset() {
    clear();
    seeds.forEach(grants::seed);
    journal.append(new JsonObject().put("reset", true));
  }

  private void clear() {
    accounts.values().forEach(Account::clear);
    grants.clear();
  }

  Future<Void> close() {
    return journal.close();
  }
}
