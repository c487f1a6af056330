package dev.tandem.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Requests that wait until the control API lets them go on. */
final class HeldAnswers {
  private final Map<Long, Held> held = new LinkedHashMap<>();

  private record Held(LedgerEntry entry, Fault.Phase phase, Promise<Void> released) {}

  /** Completes when the request may go on; fails when its connection is to be closed instead. */
  Future<Void> hold(Call call, Fault.Phase phase) {
    var entry = call.entry();
    var released = Promise.<Void>promise();
    held.put(entry.number(), new Held(entry, phase, released));
    call.context().response().closeHandler(gone -> release(entry.number(), true));
    return released.future();
  }

  /** Releases one by its ledger number; false if it is not held. */
  boolean release(long number, boolean drop) {
    var one = held.remove(number);
    if (one == null) {
      return false;
    }
    if (drop) {
      one.released().fail(new DroppedConnection());
    } else {
      one.released().complete();
    }
    return true;
  }

  int releaseAll(boolean drop) {
    var numbers = List.copyOf(held.keySet());
    numbers.forEach(number -> release(number, drop));
    return numbers.size();
  }

  JsonArray toJson() {
    var array = new JsonArray();
    for (var one : held.values()) {
      array.add(
          new JsonObject()
              .put("number", one.entry().number())
              .put("method", one.entry().source().method())
              .put("path", one.entry().source().path())
              .put("route", one.entry().source().route())
              .put("phase", one.phase().name().toLowerCase(Locale.ROOT)));
    }
    return array;
  }
}
