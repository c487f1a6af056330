/**
 * Composition only: {@code Main} starts a process, {@code GatewayVerticle} puts its verticles
 * together. It may import all.
 */
@NullMarked
package dev.tandem;

import org.jspecify.annotations.NullMarked;
