package dev.tandem.sync;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;

/**
 * So many tasks vanished from TickTick at once, or with their list, that they wait for their
 * person's decision.
 *
 * @param tasks how many more
 */
@WireName("sync.deletions_held")
public record DeletionsHeld(long userId, long tasks) implements BusMessage {}
