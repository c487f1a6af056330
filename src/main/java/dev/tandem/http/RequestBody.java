package dev.tandem.http;

import dev.tandem.task.Fault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object that a client sent, and all that is wrong with it. The readers of its fields pass over
 * values of a wrong type, which the contract has reported already; {@link #check} at the end
 * refuses the whole if anything was found.
 */
final class RequestBody {
  private final JsonObject json;
  private final List<Fault> faults;

  RequestBody(JsonObject json, List<Fault> faults) {
    this.json = json;
    this.faults = new ArrayList<>(faults);
  }

  JsonObject json() {
    return json;
  }

  boolean has(String field) {
    return json.containsKey(field);
  }

  void refuse(String pointer, String detail) {
    faults.add(new Fault(pointer, detail));
  }

  /** All that was found so far. */
  List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** Takes away what was found in a part of it, with pointers into that part. */
  List<Fault> takeFaultsOf(String part) {
    List<Fault> taken = new ArrayList<>();
    faults.removeIf(
        fault -> {
          boolean inside = (fault.pointer() + '/').startsWith(part + '/');
          if (inside) {
            taken.add(new Fault(fault.pointer().substring(part.length()), fault.detail()));
          }
          return inside;
        });
    return taken;
  }

  /** Throws a problem with all that was found. */
  void check() {
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults).asException();
    }
  }

  @Nullable String text(String field) {
    return json.getValue(field) instanceof String text ? text : null;
  }

  boolean flag(String field, boolean absent) {
    return json.getValue(field) instanceof Boolean flag ? flag : absent;
  }

  /** A whole number; the contract has seen to it that it fits. */
  @Nullable Long whole(String field) {
    return json.getValue(field) instanceof Number number ? Long.valueOf(number.longValue()) : null;
  }

  /** A list of ids, each once. */
  List<Long> ids(String field, String noun) {
    if (!(json.getValue(field) instanceof JsonArray array)) {
      return List.of();
    }
    List<Long> ids =
        array.stream()
            .filter(Number.class::isInstance)
            .map(id -> ((Number) id).longValue())
            .toList();
    if (ids.stream().distinct().count() < ids.size()) {
      refuse('/' + field, "must name each " + noun + " once");
    }
    return ids;
  }

  @Nullable Instant time(String field) {
    String text = text(field);
    if (text == null) {
      return null;
    }
    String fault = Rfc3339.faultOf(text);
    if (fault != null) {
      refuse('/' + field, fault);
      return null;
    }
    return Rfc3339.parse(text);
  }
}
