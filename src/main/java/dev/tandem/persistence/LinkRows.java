package dev.tandem.persistence;

import dev.tandem.sync.Base;
import dev.tandem.sync.Fields;
import dev.tandem.sync.Link;
import dev.tandem.sync.SyncField;
import dev.tandem.sync.WireFields;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Links as they are stored. */
final class LinkRows {
  /** What {@link #read} reads, of a link {@code l}. */
  static final String COLUMNS =
      """
      l.remote_id, l.remote_project_id, l.base::text, l.base_here::text, l.etag, l.etimestamp,
      l.confirmed, l.read_at, l.settled_at,
      (l.raw -> 'items')::text,
      CASE WHEN coalesce(l.raw ->> 'desc', '') = '' AND l.raw ->> 'content' <> '' THEN 'content'
        WHEN coalesce(l.raw ->> 'content', '') = '' AND l.raw ->> 'desc' <> '' THEN 'desc' END,
      l.unproven, l.watch, l.state""";

  private LinkRows() {}

  /** The next cells as a link; null if the row has none. */
  static @Nullable Link read(Cells cells) {
    String remoteId = cells.textOrNull();
    String projectId = cells.textOrNull();
    String there = cells.textOrNull();
    String here = cells.textOrNull();
    Link.Sight sight =
        new Link.Sight(
            cells.textOrNull(),
            cells.numberOrNull(),
            Boolean.TRUE.equals(cells.flagOrNull()),
            cells.timeOrNull(),
            cells.timeOrNull(),
            new Link.Shown(cells.textOrNull(), cells.textOrNull()));
    JsonObject unproven = cells.objectOrNull();
    JsonObject watch = cells.objectOrNull();
    String state = cells.textOrNull();
    if (remoteId == null || projectId == null || there == null || state == null) {
      return null;
    }
    return new Link(
        remoteId,
        projectId,
        base(there, here),
        sight,
        unproven == null ? Set.of() : WireFields.of(unproven.fieldNames()),
        watch == null ? null : watch(watch),
        Link.State.valueOf(state.toUpperCase(Locale.ROOT)));
  }

  private static Base base(String there, @Nullable String here) {
    Fields remote = Jsonb.read(there, Fields.class);
    return here == null ? Base.of(remote) : new Base(Jsonb.read(here, Fields.class), remote);
  }

  /** The values as the task holds them, if they have a form of their own. */
  static @Nullable String here(Base base) {
    return base.here().equals(base.there()) ? null : Jsonb.write(base.here());
  }

  /** Field → the time, as a row's {@code dirty} has them. */
  static JsonObject times(Set<SyncField> fields, Instant now) {
    JsonObject times = new JsonObject();
    fields.stream()
        .flatMap(field -> field.fields().stream())
        .forEach(field -> times.put(field.wireName(), now.toString()));
    return times;
  }

  static @Nullable JsonObject watch(Link.@Nullable Watch watch) {
    return watch == null
        ? null
        : new JsonObject()
            .put("fields", times(watch.fields(), watch.until()))
            .put("sent", new JsonObject(Jsonb.write(watch.sent())))
            .put("until", watch.until().toString());
  }

  private static Link.Watch watch(JsonObject watch) {
    return new Link.Watch(
        WireFields.of(watch.getJsonObject("fields").fieldNames()),
        Jsonb.read(watch.getJsonObject("sent").encode(), Fields.class),
        Instant.parse(watch.getString("until")));
  }
}
