/**
 * The HTTP API: parses, authenticates, asks the bus, renders. No SQL and no rules: what a request
 * means is decided behind the bus. The contract is {@code openapi.yaml}; requests are validated
 * against it. It may import {@code sync}, {@code suggestion}, {@code account}, {@code task}, {@code
 * bus} and {@code config}.
 */
@NullMarked
package dev.tandem.http;

import org.jspecify.annotations.NullMarked;
