package dev.tandem.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgPoolsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  @Test
  void sessionsAreNamedLimitedAndInUtc() {
    Row row =
        db.row(
            "SELECT current_setting('application_name'), current_setting('TimeZone'),"
                + " current_setting('statement_timeout'), current_setting('lock_timeout'),"
                + " current_setting('idle_in_transaction_session_timeout'),"
                + " current_setting('jit')");
    assertThat(row.getString(0)).isEqualTo("tandem");
    assertThat(row.getString(1)).isEqualTo("UTC");
    assertThat(row.getString(2)).isEqualTo("30s");
    assertThat(row.getString(3)).isEqualTo("10s");
    assertThat(row.getString(4)).isEqualTo("30s");
    assertThat(row.getString(5)).isEqualTo("off");
  }
}
