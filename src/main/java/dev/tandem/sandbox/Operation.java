package dev.tandem.sandbox;

/**
 * What a route does. It runs at once and whole on the event loop, so that requests never
 * interleave; all waiting (faults, the journal) is done around it.
 */
@FunctionalInterface
interface Operation {
  Answer apply(Call call);
}
