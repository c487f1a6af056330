package dev.tandem.account;

/** Where the remote twin of a task is. */
public record LinkedTask(String projectId, String taskId) {}
