package dev.tandem.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A list of tasks. The Inbox is none: its tasks have no project.
 *
 * @param remoteId TickTick's id, once it has one
 * @param syncedAt when it was last read from TickTick
 */
public record Project(
    long id,
    @Nullable String remoteId,
    String name,
    @Nullable String color,
    long sortOrder,
    boolean archived,
    @Nullable Instant syncedAt) {}
