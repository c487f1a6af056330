package dev.tandem.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A list of tasks. The Inbox is none: its tasks have no project.
 *
 * @param remoteId TickTick's id, once it has one
 * @param syncedAt when both sides were last found or made alike
 */
public record Project(
    long id,
    long userId,
    @Nullable String remoteId,
    ProjectContent content,
    @Nullable Instant syncedAt,
    TaskSync sync) {}
