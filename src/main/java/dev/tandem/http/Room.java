package dev.tandem.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many bytes of the heap for what a process has under way, over all its event loops. Whoever
 * takes some gives them back.
 */
final class Room {
  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  Room(long bytes) {
    this.bytes = bytes;
  }

  /** Whether there was room for so many; if not, nothing is taken. */
  boolean take(long wanted) {
    // One compare-and-set decides, so that no two callers get the same bytes.
    long before = taken.getAndUpdate(now -> now + wanted <= bytes ? now + wanted : now);
    return before + wanted <= bytes;
  }

  boolean isFull() {
    return taken.get() >= bytes;
  }

  /** Takes also what there is no room for. */
  void takeAnyway(long wanted) {
    taken.addAndGet(wanted);
  }

  void giveBack(long given) {
    taken.addAndGet(-given);
  }

  /** Whether more than half is taken. */
  boolean isCrowded() {
    return taken.get() > bytes / 2;
  }

  long taken() {
    return taken.get();
  }
}
