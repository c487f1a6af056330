package dev.tandem.persistence;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tandem.account.UserReply;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireJson;
import dev.tandem.bus.WireName;
import dev.tandem.suggestion.SuggestionReply;
import dev.tandem.task.BatchReply;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.TaskReply;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The replies that say that something was done, as they are kept beside their idempotency keys. */
final class KeyedReplies {
  private static final String TYPE = "type";
  private static final String REPLY = "reply";

  private static final List<Class<? extends BusMessage>> KEPT =
      List.of(
          TaskReply.One.class,
          TaskReply.Done.class,
          BatchReply.Ran.class,
          ProjectReply.One.class,
          SuggestionReply.One.class,
          SuggestionReply.Decided.class,
          UserReply.OneUser.class,
          UserReply.KeyKnown.class);

  private KeyedReplies() {}

  /** What is kept of a reply; empty: it does not say that anything was done. */
  static Optional<JsonObject> kept(BusMessage reply) {
    // A key's text is shown once, and kept nowhere.
    BusMessage harmless =
        reply instanceof UserReply.KeyMade made ? new UserReply.KeyKnown(made.key()) : reply;
    boolean refused = harmless instanceof BatchReply.Ran batch && !batch.done();
    if (refused || !KEPT.contains(harmless.getClass())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new JsonObject()
              .put(TYPE, name(harmless.getClass()))
              .put(REPLY, new JsonObject(WireJson.MAPPER.writeValueAsString(harmless))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a " + reply.getClass(), e);
    }
  }

  static BusMessage read(JsonObject kept) {
    String name = kept.getString(TYPE);
    Class<? extends BusMessage> type =
        KEPT.stream()
            .filter(known -> name(known).equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("unknown kept reply " + name));
    try {
      return WireJson.MAPPER.readValue(kept.getJsonObject(REPLY).encode(), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot read a kept " + name, e);
    }
  }

  private static String name(Class<?> type) {
    return type.getAnnotation(WireName.class).value();
  }
}
