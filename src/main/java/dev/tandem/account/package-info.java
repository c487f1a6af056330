/**
 * Users, their API keys and their TickTick accounts: the commands by which they are used and the
 * rules between a command and its store. It may import {@code task}, {@code bus}, and {@code
 * config}'s {@code Secret}.
 */
@NullMarked
package dev.tandem.account;

import org.jspecify.annotations.NullMarked;
