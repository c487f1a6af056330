/**
 * The domain: tasks, the rules that place them in the Eisenhower matrix, and the commands by which
 * clients and other verticles use them. No I/O: the store is a port. It imports only the bus.
 */
@NullMarked
package dev.tandem.task;

import org.jspecify.annotations.NullMarked;
