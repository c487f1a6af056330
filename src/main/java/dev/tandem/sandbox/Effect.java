package dev.tandem.sandbox;

/**
 * Something that changed in the remote world.
 *
 * @param kind such as {@code task.created}
 * @param id of the task or project; empty for tokens, which the ledger never shows
 */
record Effect(String kind, String id) {}
