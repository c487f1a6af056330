/**
 * The sync engine without I/O: what of a task TickTick has too, what is to be sent, what an answer
 * means, when to try again, and the messages between the queue (persistence) and the sender
 * (ticktick). It may import {@code task}, {@code account} and {@code bus}.
 */
@NullMarked
package dev.tandem.sync;

import org.jspecify.annotations.NullMarked;
