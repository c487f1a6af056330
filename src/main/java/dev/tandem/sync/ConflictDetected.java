package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;

/**
 * Both sides had changed a field of a task differently, and one was chosen.
 *
 * @param field its first wire name
 */
@WireName("sync.conflict_detected")
public record ConflictDetected(long userId, long taskId, String field) implements BusMessage {}
