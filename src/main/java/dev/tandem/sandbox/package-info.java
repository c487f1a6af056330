/**
 * A built-in TickTick: a simulator of its Open API v1, OAuth pages included, so that the gateway
 * can be started, tested and shown without an account and without a network. It repeats the real
 * service's traps (silent 200s, stale reads, errors in 500s) because a client that has not met them
 * here meets them with somebody's tasks.
 *
 * <p>Imports nothing of the gateway: what it shares with it is the wire.
 */
@NullMarked
package dev.tandem.sandbox;

import org.jspecify.annotations.NullMarked;
