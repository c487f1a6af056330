package dev.tandem.sync;

import org.jspecify.annotations.Nullable;

/** A list as TickTick tells it. */
public record RemoteProject(
    String id, String name, @Nullable String color, long sortOrder, boolean archived) {}
