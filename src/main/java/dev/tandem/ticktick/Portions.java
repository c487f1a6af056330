package dev.tandem.ticktick;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** How many things are dealt out to requests and messages. */
final class Portions {
  /** The most that a request of many changes takes (ticktick-api.md, 6). */
  static final int MOST = 50;

  private Portions() {}

  /** By list, in the order in which they came. */
  static Map<String, List<Ask>> byList(List<Ask> asks) {
    Map<String, List<Ask>> lists = new LinkedHashMap<>();
    asks.forEach(ask -> lists.computeIfAbsent(ask.list(), list -> new ArrayList<>()).add(ask));
    return lists;
  }

  /**
   * Those that share their list with another. One by itself costs no more requests alone, since the
   * list would have to be read to see what became of it.
   *
   * @param lonely takes the others
   */
  static List<Ask> crowded(List<Ask> asks, Consumer<Ask> lonely) {
    List<Ask> crowded = new ArrayList<>();
    byList(asks)
        .values()
        .forEach(
            inList -> {
              if (inList.size() > 1) {
                crowded.addAll(inList);
              } else {
                inList.forEach(lonely);
              }
            });
    return crowded;
  }

  static <T> List<List<T>> ofFifty(List<T> all) {
    return of(all, MOST);
  }

  static <T> List<List<T>> of(List<T> all, int most) {
    List<List<T>> portions = new ArrayList<>();
    for (int from = 0; from < all.size(); from += most) {
      portions.add(all.subList(from, Math.min(all.size(), from + most)));
    }
    return portions;
  }

  /**
   * What was refused as a whole, when one of them may have brought it upon all: sent again in
   * halves, down to the one that gets an answer of its own.
   */
  static Future<Void> inHalves(
      List<Ask> refused, Function<List<Ask>, Future<Void>> send, Consumer<Ask> alone) {
    if (refused.size() <= 1) {
      refused.forEach(alone);
      return Future.succeededFuture();
    }
    int middle = refused.size() / 2;
    return half(refused.subList(0, middle), send, alone)
        .compose(done -> half(refused.subList(middle, refused.size()), send, alone));
  }

  private static Future<Void> half(
      List<Ask> asks, Function<List<Ask>, Future<Void>> send, Consumer<Ask> alone) {
    return asks.size() == 1 ? inHalves(asks, send, alone) : send.apply(asks);
  }

  /** One after another. */
  static <T> Future<Void> inTurn(List<T> all, Function<T, Future<Void>> work) {
    Future<Void> done = Future.succeededFuture();
    for (T one : all) {
      done = done.compose(before -> work.apply(one));
    }
    return done;
  }
}
