/**
 * The conversation with TickTick: the client with its breaker and token refresh, the form of its
 * tasks, and the dispatcher that works the push queue off. It may import {@code sync}, {@code
 * task}, {@code account}, {@code bus} and {@code config}, and is the only package that uses the web
 * client.
 */
@NullMarked
package dev.tandem.ticktick;

import org.jspecify.annotations.NullMarked;
