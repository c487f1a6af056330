package dev.tandem.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ties a task to its remote twin.
 *
 * @param remoteId unique per account
 * @param remoteProjectId the list the twin was last known in
 * @param base what the two last agreed on
 * @param unproven fields that were sent to a twin which no listing has shown since: an update of a
 *     task in the trash is answered like any other (ticktick-api.md, 9)
 * @param watch values of a send that was lost, which may yet be applied; null: none
 */
public record Link(
    String remoteId,
    String remoteProjectId,
    Base base,
    Sight sight,
    Set<SyncField> unproven,
    @Nullable Watch watch,
    State state) {
  public Link {
    unproven = Set.copyOf(unproven);
  }

  /**
   * How the twin was last seen.
   *
   * @param etag of the last body that was merged; null if none was
   * @param confirmed whether the twin was seen since our last write, as far as is known
   * @param readAt when a body was last merged, by the database's clock; null: never
   * @param settledAt when our last write was settled, by the same; null: never
   * @param shown what an update has to know of the twin's body
   */
  public record Sight(
      @Nullable String etag,
      @Nullable Long etimestamp,
      boolean confirmed,
      @Nullable Instant readAt,
      @Nullable Instant settledAt,
      Shown shown) {
    /** One that is to be stored: what was shown is, with the whole body. */
    public Sight(
        @Nullable String etag,
        @Nullable Long etimestamp,
        boolean confirmed,
        @Nullable Instant readAt,
        @Nullable Instant settledAt) {
      this(etag, etimestamp, confirmed, readAt, settledAt, Shown.NOTHING);
    }

    /** A write went out whose effect on the twin's body was not seen. */
    Sight unconfirmed(Instant now) {
      return new Sight(etag, etimestamp, false, readAt, now);
    }
  }

  /**
   * What the twin's last body had beside the values that are compared.
   *
   * @param items the checklist as JSON: its lines have more than is mapped, which is to survive
   *     when they are written anew; null: none
   * @param descriptionIn which of {@code content} and {@code desc} alone has a text; null: neither
   *     or both
   */
  public record Shown(@Nullable String items, @Nullable String descriptionIn) {
    public static final Shown NOTHING = new Shown(null, null);
  }

  /**
   * What was sent, was not there when it was looked for, and may still arrive: then it is nobody's
   * edit.
   *
   * @param until when it is too late for that, by the database's clock
   */
  public record Watch(Set<SyncField> fields, Fields sent, Instant until) {
    /** From when it was not found. */
    static final Duration LENGTH = Duration.ofSeconds(60);

    public Watch {
      fields = Set.copyOf(fields);
    }
  }

  /** As in sync.md, Words. */
  public enum State {
    LINKED,
    GONE,
    HELD,
    UNREACHABLE
  }
}
