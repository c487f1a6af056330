package dev.tandem.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What came back from TickTick, or why nothing did: data with cases, so that none is forgotten. */
public sealed interface RemoteAnswer {

  /** 2xx that can be read. That TickTick did what was asked is another question. */
  sealed interface Success extends RemoteAnswer {}

  /**
   * 2xx with a task.
   *
   * @param listed whether a list showed it, that was read after all that was sent to the task: so
   *     it is there, and not in the trash
   */
  record Stored(RemoteSnapshot task, boolean listed) implements Success {
    /** The answer to a request about the task, which one in the trash answers too. */
    public Stored(RemoteSnapshot task) {
      this(task, false);
    }
  }

  /**
   * 2xx with JSON that is no task.
   *
   * @param clockOffset TickTick's clock minus the database's
   */
  record Body(JsonNode json, Duration clockOffset) implements Success {
    /** With times that are the database's. */
    public Body(JsonNode json) {
      this(json, Duration.ZERO);
    }
  }

  /** 2xx without a body, or with {@code {}}: for an update it means "not applied". */
  record Empty() implements Success {}

  /** 2xx that names the task as done, among others maybe, and shows nothing of it. */
  record Applied() implements Success {}

  /** 401, after the one refresh that was possible. */
  record Unauthorized() implements RemoteAnswer {}

  /** 403. */
  record Forbidden() implements RemoteAnswer {}

  /** 404. */
  record NotFound() implements RemoteAnswer {}

  /**
   * 500 {@code exceed_query_limit}, or 429.
   *
   * @param retryAfter as the answer demands; null if it says nothing
   */
  record Limited(@Nullable Duration retryAfter) implements RemoteAnswer {}

  /**
   * 500 {@code unknown_exception} or another 4xx: about the very change. Also what a 2xx for many
   * changes says of one of them.
   */
  record Refused(int status, String code) implements RemoteAnswer {
    private static final int FIRST_FAILURE = 300;

    /** For people. */
    public String detail() {
      if (status < FIRST_FAILURE) {
        return "TickTick refused the change (" + code + ").";
      }
      String named = code.equals("http_" + status) ? "" : ", " + code;
      return "TickTick refused the change (status " + status + named + ").";
    }
  }

  /** TickTick, or the way to it, is out of order. */
  sealed interface Outage extends RemoteAnswer {
    /** Stable, for programs. */
    String code();

    /** For people. */
    String detail();
  }

  /**
   * An answer that is none of TickTick's: a page of HTML, half a JSON document, a redirect, too
   * many bytes.
   *
   * @param what that it was, for people: {@code a page of HTML}
   */
  record Unreadable(int status, String what) implements Outage {
    public static final String CODE = "unreadable_answer";

    @Override
    public String code() {
      return CODE;
    }

    @Override
    public String detail() {
      return "TickTick's answer (status " + status + ") could not be read: " + what + ".";
    }
  }

  /** A 5xx that does not speak of the change. */
  record Broken(int status) implements Outage {
    @Override
    public String code() {
      return "http_" + status;
    }

    @Override
    public String detail() {
      return "TickTick has trouble of its own (status " + status + ").";
    }
  }

  /** No answer; the effect may have happened, unless {@code why} is {@link Silence#UNREACHABLE}. */
  record NoAnswer(Silence why) implements Outage {
    @Override
    public String code() {
      return why.code;
    }

    @Override
    public String detail() {
      return why.detail;
    }
  }

  /** How TickTick was silent. */
  enum Silence {
    TIMEOUT("timeout", "TickTick did not answer in time."),
    RESET("connection_lost", "The connection to TickTick broke before it had answered."),
    UNREACHABLE("unreachable", "TickTick could not be reached."),
    REFRESH_FAILED(
        "refresh_failed",
        "TickTick's access has expired and could not be renewed now; it will be tried again.");

    private final String code;
    private final String detail;

    Silence(String code, String detail) {
      this.code = code;
      this.detail = detail;
    }
  }

  /**
   * Nothing was sent.
   *
   * @param after when it may be sent, if that is known
   * @param more what else people are told of it: sentences, or nothing
   */
  record NotSent(Obstacle why, Optional<Duration> after, String more) implements RemoteAnswer {
    public NotSent(Obstacle why, Optional<Duration> after) {
      this(why, after, "");
    }

    public NotSent(Obstacle why) {
      this(why, Optional.empty());
    }

    /** For people. */
    public String detail() {
      return more.isEmpty() ? why.detail() : why.detail() + " " + more;
    }
  }

  /** Why nothing was sent; never the change's fault. */
  enum Obstacle {
    BREAKER_OPEN("breaker_open", "TickTick has trouble; requests are held back until it is well."),
    BUDGET_SPENT("budget_spent", "The account's share of requests is spent for the moment."),
    ACCOUNT_PAUSED(
        "account_paused", "Requests of this account rest for a while; the change is kept."),
    NOT_CONNECTED("not_connected", "No TickTick account is connected."),
    LEASE_SHORT("lease_short", "There was no time left for the request in this turn."),
    PROJECT_PENDING("project_pending", "The task's list is not in TickTick yet."),
    PROJECT_DETACHED(
        "project_detached",
        "The task's list belongs to no list of the connected TickTick account: move the task to a list"
            + " of that account, or to the Inbox."),
    PARENT_PENDING("parent_pending", "The task's parent is not in TickTick yet."),
    COMPLETION_PENDING(
        "completion_pending",
        "Whether the completion arrived is not known yet; it is not sent twice."),
    CREATE_UNCONFIRMED(
        "create_unconfirmed",
        "Whether TickTick made the task is not known yet; it is looked for before it is sent again."),
    DELETION_HELD(
        "deletion_held",
        "The task vanished from TickTick at once with many others, or with its list; whether that was"
            + " meant is to be decided first."),
    STOPPING("stopping", "The gateway is being stopped; the change is kept.");

    private final String code;
    private final String detail;

    Obstacle(String code, String detail) {
      this.code = code;
      this.detail = detail;
    }

    /** Stable, for programs. */
    public String code() {
      return code;
    }

    /** For people. */
    public String detail() {
      return detail;
    }
  }

  /** Calls the one case that fits. */
  default <T> T match(Cases<T> cases) {
    if (this instanceof Success success) {
      return cases.success(success);
    }
    if (this instanceof Outage outage) {
      return cases.outage(outage);
    }
    if (this instanceof Unauthorized) {
      return cases.unauthorized();
    }
    if (this instanceof Forbidden) {
      return cases.forbidden();
    }
    if (this instanceof NotFound) {
      return cases.notFound();
    }
    if (this instanceof Limited limited) {
      return cases.limited(limited);
    }
    if (this instanceof Refused refused) {
      return cases.refused(refused);
    }
    return cases.notSent((NotSent) this);
  }

  /** One method a case. */
  interface Cases<T> {
    T success(Success answer);

    T outage(Outage answer);

    T unauthorized();

    T forbidden();

    T notFound();

    T limited(Limited answer);

    T refused(Refused answer);

    T notSent(NotSent answer);
  }
}
