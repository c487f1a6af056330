package dev.tandem.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How many exports a process writes at once, over all its event loops. Each takes as long as its
 * reader does; one person must not take them all.
 */
final class ExportSlots {
  private static final int AT_ONCE = 4;
  private static final int OF_ONE_PERSON = 2;

  private final List<Long> taken = new ArrayList<>();

  ExportSlots() {}

  /** Whether there was one; it is to be given back then. */
  synchronized boolean take(long userId) {
    return taken.size() < AT_ONCE
        && Collections.frequency(taken, userId) < OF_ONE_PERSON
        && taken.add(userId);
  }

  synchronized void giveBack(long userId) {
    taken.remove(Long.valueOf(userId));
  }
}
