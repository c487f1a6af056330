package dev.tandem.sandbox;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The routes under {@code /__sandbox} that show accounts and the ledger, and deal in tokens. */
final class InspectionApi {
  private final World world;
  private final Ledger ledger;
  private final TaskView view;
  private final SandboxClock clock;

  InspectionApi(World world, Ledger ledger, TaskView view, SandboxClock clock) {
    this.world = world;
    this.ledger = ledger;
    this.view = view;
    this.clock = clock;
  }

  void mount(Router router, ControlDesk desk) {
    var account = "/__sandbox/accounts/:account";
    desk.mount(router, HttpMethod.GET, "/__sandbox/accounts", this::accounts);
    desk.mount(router, HttpMethod.GET, account, this::dump);
    desk.mount(router, HttpMethod.POST, account + "/tokens", this::issue);
    desk.mount(router, HttpMethod.POST, account + "/tokens/expire", call -> end(call, false));
    desk.mount(router, HttpMethod.POST, account + "/tokens/revoke", call -> end(call, true));
    desk.mount(router, HttpMethod.GET, "/__sandbox/ledger", this::ledger);
    desk.mount(
        router, HttpMethod.GET, "/__sandbox/ledger/summary", c -> Answer.json(ledger.summary()));
  }

  private Answer accounts(Call call) {
    var array = new JsonArray();
    for (var account : world.accounts()) {
      array.add(identity(account));
    }
    return Answer.json(array);
  }

  private static JsonObject identity(Account account) {
    return new JsonObject()
        .put("name", account.name())
        .put("inboxId", account.inboxId())
        .put("timeZone", account.timeZone());
  }

  private Answer dump(Call call) {
    var account = call.account();
    var lost = tasks(account, t -> t.place() == StoredTask.Place.LOST);
    return Answer.json(
        identity(account)
            .put("live", tasks(account, StoredTask::isOpen))
            .put("completed", listed(account, StoredTask.COMPLETED))
            .put("abandoned", listed(account, StoredTask.ABANDONED))
            .put("trashed", tasks(account, t -> t.place() == StoredTask.Place.TRASH))
            .put("lost", lost)
            .put("projects", projects(account, project -> !project.deleted()))
            .put("deletedProjects", projects(account, StoredProject::deleted)));
  }

  private JsonArray listed(Account account, int status) {
    return tasks(account, task -> task.isListed() && task.status() == status);
  }

  private JsonArray tasks(Account account, Predicate<StoredTask> wanted) {
    return view.render(account, account.tasks().stream().filter(wanted).toList());
  }

  private static JsonArray projects(Account account, Predicate<StoredProject> wanted) {
    var array = new JsonArray();
    account.projects().stream().filter(wanted).forEach(project -> array.add(project.fields()));
    return array;
  }

  /** The one place where the control API shows tokens: those that it was asked to make. */
  private Answer issue(Call call) {
    var body = call.objectOrEmpty();
    var seconds = Loose.number(body, "expiresIn").orElse(Grants.LIFETIME.toSeconds());
    var grant =
        world
            .grants()
            .issue(
                call.account().name(),
                Loose.text(body, "scope").orElse(Grant.READ_AND_WRITE),
                Loose.flag(body, "refresh").orElse(false),
                Duration.ofSeconds(seconds));
    return Answer.json(
        201,
        new JsonObject()
            .put("access_token", grant.accessToken())
            .put("refresh_token", grant.refreshToken())
            .put("expires_in", seconds)
            .put("scope", grant.scope()));
  }

  private Answer end(Call call, boolean revoke) {
    return Answer.json(
        new JsonObject().put("ended", world.grants().end(call.account().name(), revoke)));
  }

  /** Newest last; each query parameter narrows it down. */
  private Answer ledger(Call call) {
    Predicate<LedgerEntry> wanted =
        equal(call, "account", LedgerEntry::account)
            .and(equal(call, "route", entry -> entry.source().route()))
            .and(equal(call, "method", entry -> entry.source().method()))
            .and(equal(call, "path", entry -> entry.source().path()))
            .and(equal(call, "outcome", entry -> entry.outcome().key()));
    var id = call.query("id");
    if (id.isPresent()) {
      wanted = wanted.and(entry -> entry.isAbout(id.get()));
    }
    var effect = call.query("effect");
    if (effect.isPresent()) {
      wanted = wanted.and(e -> e.effects().stream().anyMatch(x -> x.kind().equals(effect.get())));
    }
    var since = call.query("since").map(text -> new JsonObject().put("since", text));
    if (since.isPresent()) {
      var number = Loose.number(since.get(), "since").orElse(0);
      wanted = wanted.and(entry -> entry.number() > number);
    }
    return Answer.json(
        new JsonObject()
            .put("now", clock.instant().toString())
            .put("entries", Ledger.toJson(ledger.find(wanted))));
  }

  private static Predicate<LedgerEntry> equal(
      Call call, String name, Function<LedgerEntry, @Nullable String> of) {
    var wanted = call.query(name);
    return entry -> wanted.filter(text -> !text.equals(of.apply(entry))).isEmpty();
  }
}
