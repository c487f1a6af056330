package dev.tandem.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request on its way through an {@link Operation}. */
final class Call {
  private final RoutingContext context;
  private final LedgerEntry entry;
  private final @Nullable Grant grant;
  private final @Nullable Account account;
  private boolean stale;

  Call(
      RoutingContext context, LedgerEntry entry, @Nullable Grant grant, @Nullable Account account) {
    this.context = context;
    this.entry = entry;
    this.grant = grant;
    this.account = account;
  }

  RoutingContext context() {
    return context;
  }

  LedgerEntry entry() {
    return entry;
  }

  String route() {
    return entry.source().route();
  }

  Optional<Grant> grant() {
    return Optional.ofNullable(grant);
  }

  Optional<Account> caller() {
    return Optional.ofNullable(account);
  }

  /** The account behind a token that was checked. */
  Account account() {
    if (account == null) {
      throw new IllegalStateException("A call without an account reached the account's data");
    }
    return account;
  }

  /** Whether this read shows the world before the last write. */
  boolean stale() {
    return stale;
  }

  void readStale() {
    stale = true;
  }

  String path(String name) {
    var value = context.pathParam(name);
    if (value == null) {
      throw new IllegalStateException("The route has no parameter " + name);
    }
    return value;
  }

  /** A task of the caller by its id in the path, trashed ones included. */
  Optional<StoredTask> task() {
    return Optional.ofNullable(account().tasks(stale).get(path("taskId")));
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(context.queryParams().get(name));
  }

  /** A field of a urlencoded or multipart form, else of the query. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(context.request().getFormAttribute(name)).or(() -> query(name));
  }

  Buffer body() {
    var buffer = context.body().buffer();
    return buffer == null ? Buffer.buffer() : buffer;
  }

  JsonObject object() {
    if (json() instanceof JsonObject object) {
      return object;
    }
    throw new BadInput("The body must be a JSON object");
  }

  /** For the calls of the control API whose body is optional. */
  JsonObject objectOrEmpty() {
    return body().length() == 0 ? new JsonObject() : object();
  }

  JsonArray array() {
    if (json() instanceof JsonArray array) {
      return array;
    }
    throw new BadInput("The body must be a JSON array");
  }

  private @Nullable Object json() {
    try {
      return Json.decodeValue(body());
    } catch (DecodeException e) {
      throw new BadInput("The body is not JSON");
    }
  }
}
