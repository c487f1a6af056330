package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountTurnsTest {
  private final AccountTurns turns = new AccountTurns();
  private final List<String> begun = new ArrayList<>();
  private final List<Promise<Void>> work = new ArrayList<>();

  @Test
  void eightRequestsOfAnAccountRunAtOnce() {
    for (int i = 0; i < 9; i++) {
      take(1, "row " + i, false);
    }
    assertThat(begun).hasSize(8);

    work.get(3).complete();
    assertThat(begun).hasSize(9);
  }

  @Test
  void aLongLineWhoseWorkEndsAtOncePasses() {
    for (int i = 0; i < 8; i++) {
      take(1, "first " + i, false);
    }
    List<Future<Void>> line = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      line.add(
          turns.take(
              new Caller(1, null, false, Lease.unlimited()), () -> Future.<Void>succeededFuture()));
    }
    work.get(0).complete();

    assertThat(line).allMatch(Future::succeeded);
  }

  @Test
  void personsWaitInTheirOrderBeforeAllOthers() {
    for (int i = 0; i < 8; i++) {
      take(1, "first " + i, false);
    }
    take(1, "row", false);
    take(1, "person 1", true);
    take(1, "person 2", true);
    for (int i = 0; i < 3; i++) {
      work.get(i).complete();
    }
    assertThat(begun.subList(8, 11)).containsExactly("person 1", "person 2", "row");
  }

  @Test
  void accountsDoNotWaitForEachOther() {
    for (int i = 0; i < 9; i++) {
      take(1, "one", false);
    }
    take(2, "two", false);

    assertThat(begun).contains("two");
  }

  @Test
  void accountsThatAreOneInTickTickWaitForEachOther() {
    turns.learn(1, "inbox7");
    turns.learn(2, "inbox7");
    for (int i = 0; i < 8; i++) {
      take(1, "one", false);
    }
    take(2, "two", false);
    assertThat(begun).doesNotContain("two");

    work.get(0).complete();
    assertThat(begun).contains("two");
  }

  @Test
  void whatRunsAsItIsLearntEndsInItsOldLine() {
    take(1, "early", false);
    turns.learn(1, "inbox7");
    for (int i = 0; i < 9; i++) {
      take(1, "late " + i, false);
    }
    work.get(0).complete();
    assertThat(begun).contains("late 7").doesNotContain("late 8");
    work.get(1).complete();
    assertThat(begun).contains("late 8");
  }

  @Test
  void aPersonGoesBeforeTheBackground() {
    for (int i = 0; i < 8; i++) {
      take(1, "first", false);
    }
    take(1, "background", false);
    take(1, "person", true);

    work.get(0).complete();

    assertThat(begun).contains("person").doesNotContain("background");
  }

  @Test
  void aFailurePassesTheTurnOn() {
    for (int i = 0; i < 8; i++) {
      take(1, "first", false);
    }
    Future<Void> failed = take(1, "last", false);

    work.get(0).fail("down");
    assertThat(begun).contains("last");
    work.get(8).fail("down");
    assertThat(failed.failed()).isTrue();
  }

  private Future<Void> take(long account, String name, boolean interactive) {
    return turns.take(
        Caller.ofAccount(account, interactive),
        () -> {
          begun.add(name);
          Promise<Void> promise = Promise.promise();
          work.add(promise);
          return promise.future();
        });
  }
}
