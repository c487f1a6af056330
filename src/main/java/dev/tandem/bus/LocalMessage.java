package dev.tandem.bus;

/**
 * A message that carries a secret and therefore never leaves its JVM: the codec hands it over by
 * reference and refuses to write it to the wire.
 */
public interface LocalMessage extends BusMessage {}
