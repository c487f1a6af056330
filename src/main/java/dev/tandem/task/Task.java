package dev.tandem.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task as a reader sees it, at one moment.
 *
 * @param quadrant by the rules at that moment, or frozen under an override
 * @param focusTime minutes, from TickTick
 * @param version {@code sync_version}: grows with every change of {@code content} or placement; the
 *     {@code sync} block is outside it
 */
public record Task(
    long id,
    long userId,
    TaskContent content,
    @Nullable String projectName,
    @Nullable String remoteProjectId,
    @Nullable String remoteId,
    Quadrant quadrant,
    @Nullable Quadrant quadrantOverride,
    @Nullable String overrideReason,
    @Nullable Integer focusTime,
    Instant createdAt,
    Instant modifiedAt,
    @Nullable Instant completedAt,
    @Nullable Instant syncedAt,
    long version,
    TaskSync sync) {

  /** The same as it stands with TickTick at another moment. */
  public Task withSync(TaskSync at) {
    return new Task(
        id,
        userId,
        content,
        projectName,
        remoteProjectId,
        remoteId,
        quadrant,
        quadrantOverride,
        overrideReason,
        focusTime,
        createdAt,
        modifiedAt,
        completedAt,
        syncedAt,
        version,
        at);
  }

  public Quadrant effectiveQuadrant() {
    return quadrantOverride == null ? quadrant : quadrantOverride;
  }
}
