package dev.tandem.persistence;

import dev.tandem.sync.CreateIntent;
import dev.tandem.sync.CreateIntent.Sighting;
import dev.tandem.sync.Fields;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates of unknown outcome as they are stored. */
final class CreateRows {
  private CreateRows() {}

  /** The next cells as an intent; null if the row has none. */
  static @Nullable CreateIntent readOrNull(Cells cells) {
    Long id = cells.numberOrNull();
    Instant begunAt = cells.timeOrNull();
    Instant endedAt = cells.timeOrNull();
    boolean silent = Boolean.TRUE.equals(cells.flagOrNull());
    String sent = cells.textOrNull();
    String remoteId = cells.textOrNull();
    Instant listedAt = cells.timeOrNull();
    List<String> listed = cells.textsOrNull();
    return id == null || begunAt == null || endedAt == null || sent == null
        ? null
        : new CreateIntent(
            id,
            begunAt,
            endedAt,
            silent,
            Jsonb.read(sent, Fields.class),
            remoteId,
            listedAt == null || listed == null ? null : new Sighting(listedAt, Set.copyOf(listed)));
  }

  static CreateIntent read(Cells cells) {
    CreateIntent intent = readOrNull(cells);
    if (intent == null) {
      throw new IllegalStateException("an intent without its times");
    }
    return intent;
  }
}
