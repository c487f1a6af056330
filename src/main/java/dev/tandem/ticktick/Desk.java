package dev.tandem.ticktick;

import io.vertx.core.Future;
import java.util.Set;

/** Where a plan's requests find its rows, and leave what became of them. */
interface Desk {
  /**
   * Which rows that wait are still this worker's, and from now on for how long.
   *
   * @param fences of their claims
   */
  record Held(Set<Long> fences, Lease lease) {
    public Held {
      fences = Set.copyOf(fences);
    }

    boolean holds(Ask ask) {
      return fences.contains(ask.job().fence());
    }
  }

  /** Keeps all rows of the plan that wait for something. */
  Future<Held> keep();

  /** The same as of a moment ago: good enough to ask for a request, not to send it. */
  Future<Held> keepRecently();

  /** What became of it. Only the first decision about an ask counts. */
  void answer(Ask ask, Exchange exchange);

  /** The gateway's own database failed it: its lease runs out, and nothing of it is lost. */
  void fail(Ask ask, Throwable failure);

  /** It is not plain: the row goes its own way for the rest of its turn. */
  void alone(Ask ask);
}
