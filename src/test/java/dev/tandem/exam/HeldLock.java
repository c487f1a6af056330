package dev.tandem.exam;

import dev.tandem.config.DatabaseUrl;
import dev.tandem.persistence.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A lock in PostgreSQL that stops the gateway at a place, and tells how many sessions it stops. */
final class HeldLock implements AutoCloseable {
  private final Connection holder;
  private final Connection watcher;
  private final int pid;

  private HeldLock(Connection holder, Connection watcher, int pid) {
    this.holder = holder;
    this.watcher = watcher;
    this.pid = pid;
  }

  /** Takes it in a transaction that stays open until this is closed. */
  static HeldLock by(DatabaseUrl login, String sql) throws SQLException {
    Connection holder = TestDatabase.connect(login);
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute(sql);
      try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
        row.next();
        return new HeldLock(holder, TestDatabase.connect(login), row.getInt(1));
      }
    }
  }

  int waiting() throws SQLException {
    try (PreparedStatement query =
        watcher.prepareStatement(
            "SELECT count(*) FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))")) {
      query.setInt(1, pid);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    try (holder;
        watcher) {
      holder.rollback();
    }
  }
}
