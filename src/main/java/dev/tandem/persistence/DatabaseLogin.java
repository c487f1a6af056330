package dev.tandem.persistence;

/** Where a database is and who enters it. Prints without its password. */
public record DatabaseLogin(String host, int port, String database, String user, String password) {
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
