package dev.tandem.persistence;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of one statement, numbered in the order in which its text is put together: the only
 * way by which a value gets into it.
 */
final class Parameters {
  private final List<@Nullable Object> values = new ArrayList<>();

  /** Keeps the value and returns the placeholder that stands for it. */
  String add(@Nullable Object value, String type) {
    values.add(value);
    return "$" + values.size() + "::" + type;
  }

  Tuple tuple() {
    return Tuple.wrap(values);
  }
}
