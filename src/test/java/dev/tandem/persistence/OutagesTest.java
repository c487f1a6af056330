package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.bus.BusException;
import dev.tandem.bus.BusException.Kind;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OutagesTest {
  @ParameterizedTest
  @CsvSource({
    "57P01, UNAVAILABLE",
    "57P02, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "58030, UNAVAILABLE",
    "08006, UNAVAILABLE",
    "28P01, UNAVAILABLE",
    "53300, OVERLOADED",
    "53100, OVERLOADED",
    "55P03, OVERLOADED",
    "57014, OVERLOADED",
    "40P01, OVERLOADED",
    "40001, OVERLOADED",
    "25006, OVERLOADED"
  })
  void knowsWhenTheServerCannotWorkNow(String state, Kind kind) {
    assertThat(Outages.kindOf(error("said", state))).contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"23503", "22021", "42501", "42P01", "XX000", "0A000"})
  void leavesOtherErrorsAsTheyAre(String state) {
    assertThat(Outages.kindOf(error("said", state))).isEmpty();
  }

  @Test
  void knowsAPlanThatAnotherNodesMigrationMadeStale() {
    assertThat(Outages.kindOf(error("cached plan must not change result type", "0A000")))
        .contains(Kind.OVERLOADED);
  }

  @Test
  void knowsTheDriversWaysToSayDisconnected() {
    assertThat(Outages.kindOf(new ConnectException("refused"))).contains(Kind.UNAVAILABLE);
    assertThat(Outages.kindOf(new UnknownHostException("db"))).contains(Kind.UNAVAILABLE);
    assertThat(Outages.kindOf(ClosedConnectionException.INSTANCE)).contains(Kind.UNAVAILABLE);
    assertThat(Outages.kindOf(new VertxException("Connection was closed", true)))
        .contains(Kind.UNAVAILABLE);
    assertThat(Outages.kindOf(new VertxException("Parameter at position[0] is wrong", true)))
        .isEmpty();
    assertThat(Outages.kindOf(new IllegalStateException("a bug"))).isEmpty();
  }

  @Test
  void knowsThatTooManyWaitForAConnection() {
    assertThat(Outages.kindOf(new ConnectionPoolTooBusyException("max wait queue size")))
        .contains(Kind.OVERLOADED);
  }

  @Test
  void answersTheAskerAndLeavesTheRestAlone() {
    Outages outages = new Outages();
    ConnectException refused = new ConnectException("refused");
    assertThat(outages.telling(asked -> Future.failedFuture(refused)).apply("x").cause())
        .isInstanceOfSatisfying(
            BusException.class, told -> assertThat(told.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasCause(refused);
    IllegalStateException bug = new IllegalStateException("a bug");
    assertThat(outages.telling(asked -> Future.failedFuture(bug)).apply("x").cause()).isSameAs(bug);
    assertThat(outages.telling(Future::succeededFuture).apply("x").result()).isEqualTo("x");
  }

  private static PgException error(String message, String state) {
    return new PgException(message, "ERROR", state, null);
  }
}
