package dev.tandem.sandbox;

import io.vertx.core.http.HttpMethod;

/**
 * A route of the simulated service.
 *
 * @param name how faults and the ledger call it
 * @param path in the router's notation
 */
record Endpoint(String name, HttpMethod method, String path, Access access, Operation operation) {
  /** What a caller needs. */
  enum Access {
    OPEN,
    READ,
    WRITE
  }

  static Endpoint open(String name, HttpMethod method, String path, Operation operation) {
    return new Endpoint(name, method, path, Access.OPEN, operation);
  }

  static Endpoint read(String name, HttpMethod method, String path, Operation operation) {
    return new Endpoint(name, method, path, Access.READ, operation);
  }

  static Endpoint write(String name, HttpMethod method, String path, Operation operation) {
    return new Endpoint(name, method, path, Access.WRITE, operation);
  }
}
