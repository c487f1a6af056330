package dev.tandem.bus;

/**
 * What may travel on the bus: an immutable record that carries a {@link WireName}. Records copy
 * their collections in the compact constructor, since inside one JVM sender and receiver share the
 * very object.
 */
public interface BusMessage {}
