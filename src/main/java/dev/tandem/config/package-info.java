/**
 * What a process is told from outside: typed, immutable, every problem reported at once, secrets
 * that never print. It imports nothing else of Tandem.
 */
@NullMarked
package dev.tandem.config;

import org.jspecify.annotations.NullMarked;
