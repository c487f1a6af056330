package dev.tandem.task;

import java.time.Instant;

/**
 * Why a push failed last.
 *
 * @param code stable, for programs: {@code exceed_query_limit}, {@code timeout} …
 * @param detail for people, without secrets or task text
 */
public record SyncError(String code, String detail, Instant at) {}
