package dev.tandem.sandbox;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** The routes under {@code /__sandbox} that set how the sandbox behaves, and reset it. */
final class ControlApi {
  private final Controls controls;
  private final World world;
  private final Ledger ledger;
  private final ConsentRequests requests;

  ControlApi(Controls controls, World world, Ledger ledger, ConsentRequests requests) {
    this.controls = controls;
    this.world = world;
    this.ledger = ledger;
    this.requests = requests;
  }

  /** Everything that can be set. */
  record Controls(
      SandboxClock clock, Quirks quirks, RateLimiter limiter, Faults faults, HeldAnswers held) {}

  void mount(Router router, ControlDesk desk) {
    var root = "/__sandbox";
    desk.mount(router, HttpMethod.POST, root + "/reset", this::reset);
    desk.mount(router, HttpMethod.GET, root + "/faults", c -> Answer.json(faults().toJson()));
    desk.mount(router, HttpMethod.POST, root + "/faults", this::addFault);
    desk.mount(router, HttpMethod.DELETE, root + "/faults", this::clearFaults);
    desk.mount(router, HttpMethod.DELETE, root + "/faults/:id", this::removeFault);
    desk.mount(router, HttpMethod.GET, root + "/held", c -> Answer.json(held().toJson()));
    desk.mount(router, HttpMethod.POST, root + "/held/release", this::releaseAll);
    desk.mount(router, HttpMethod.POST, root + "/held/:number/release", this::release);
    desk.mount(router, HttpMethod.GET, root + "/clock", c -> clock());
    desk.mount(router, HttpMethod.POST, root + "/clock", this::setClock);
    desk.mount(
        router, HttpMethod.GET, root + "/limits", c -> Answer.json(controls.limiter().toJson()));
    desk.mount(router, HttpMethod.POST, root + "/limits", this::setLimits);
    desk.mount(
        router, HttpMethod.GET, root + "/quirks", c -> Answer.json(controls.quirks().toJson()));
    desk.mount(router, HttpMethod.POST, root + "/quirks", this::setQuirks);
  }

  private Faults faults() {
    return controls.faults();
  }

  private HeldAnswers held() {
    return controls.held();
  }

  /** Back to the start: an empty world, the configured tokens, no faults, presets everywhere. */
  private Answer reset(Call call) {
    held().releaseAll(true);
    faults().clear();
    controls.quirks().reset();
    controls.limiter().reset();
    controls.clock().run();
    requests.clear();
    world.reset();
    ledger.clear();
    return Answer.json(new JsonObject().put("reset", true));
  }

  private Answer addFault(Call call) {
    return Answer.json(201, faults().add(call.object()).toJson());
  }

  private Answer clearFaults(Call call) {
    faults().clear();
    return Answer.json(new JsonArray());
  }

  private Answer removeFault(Call call) {
    return faults().remove(number(call, "id"))
        ? Answer.json(faults().toJson())
        : ControlDesk.refusal(404, "No such fault");
  }

  private static long number(Call call, String name) {
    var json = new JsonObject().put(name, call.path(name));
    return Loose.number(json, name).orElseThrow(() -> new BadInput(name + " is not a number"));
  }

  private static boolean drops(Call call) {
    return Loose.flag(call.objectOrEmpty(), "drop").orElse(false);
  }

  private Answer releaseAll(Call call) {
    return Answer.json(new JsonObject().put("released", held().releaseAll(drops(call))));
  }

  private Answer release(Call call) {
    return held().release(number(call, "number"), drops(call))
        ? Answer.json(new JsonObject().put("released", 1))
        : ControlDesk.refusal(404, "No such held answer");
  }

  private Answer clock() {
    var clock = controls.clock();
    return Answer.json(
        new JsonObject().put("now", clock.instant().toString()).put("fixed", clock.isFixed()));
  }

  /** Any of: {@code run}, {@code fix} (ISO instant, or "now"), {@code advanceMillis}. */
  private Answer setClock(Call call) {
    var body = call.object();
    var clock = controls.clock();
    var fix = Loose.text(body, "fix").map(text -> instant(text, clock));
    var advance = Loose.number(body, "advanceMillis");
    if (Loose.flag(body, "run").orElse(false)) {
      clock.run();
    }
    fix.ifPresent(clock::fix);
    advance.ifPresent(millis -> clock.advance(Duration.ofMillis(millis)));
    return clock();
  }

  private static Instant instant(String text, SandboxClock clock) {
    try {
      return text.equals("now") ? clock.instant() : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new BadInput("fix must be an instant such as 2026-11-22T10:00:00Z");
    }
  }

  private Answer setLimits(Call call) {
    controls.limiter().patch(call.object());
    return Answer.json(controls.limiter().toJson());
  }

  private Answer setQuirks(Call call) {
    controls.quirks().patch(call.object());
    return Answer.json(controls.quirks().toJson());
  }
}
