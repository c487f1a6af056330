/**
 * What an analyser suggests for a task: the commands by which suggestions are made, listed,
 * approved and rejected, and the rules in between. Approving is a change like any other: the rules
 * of {@code task} decide about it. No I/O: the store is a port. It may import {@code task} and
 * {@code bus}.
 */
@NullMarked
package dev.tandem.suggestion;

import org.jspecify.annotations.NullMarked;
