package dev.tandem.bus;

/**
 * Events of one kind, named in the past tense and heard by every node. An event is a nudge: whoever
 * needs the truth reads the rows.
 *
 * @param address the event-bus address
 * @param event the type of the events
 */
public record Topic<E extends BusMessage>(String address, Class<E> event) {}
