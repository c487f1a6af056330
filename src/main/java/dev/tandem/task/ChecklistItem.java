package dev.tandem.task;

/**
 * One line of a checklist.
 *
 * @param id 24 hexadecimal digits, made here when the client gave none; TickTick may replace it
 */
public record ChecklistItem(String id, String title, boolean completed) {}
