/**
 * The typed face of the Vert.x event bus: routes (a command and its reply), topics (events), and
 * the one codec that hands records over by reference inside a JVM and as JSON between nodes. It
 * exists so that no other package touches the event bus itself; it imports nothing else of Tandem.
 */
@NullMarked
package dev.tandem.bus;

import org.jspecify.annotations.NullMarked;
