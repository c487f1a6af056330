package dev.tandem.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * TickTick's Inbox among its lists: requests may call it {@code inbox}, answers call it {@code
 * inbox<uid>} (ticktick-api.md, 9), and here it is the task without a project.
 */
public final class Inbox {
  /** What requests may call it before its real id is known. */
  public static final String ALIAS = "inbox";

  private Inbox() {}

  /** Whether a list's id is the Inbox's, by alias or by its real id. */
  public static boolean is(String listId) {
    return listId.startsWith(ALIAS);
  }

  /**
   * TickTick's name of a list.
   *
   * @param projectId null stands for the Inbox
   * @param inboxId its real id, if it is known
   */
  public static String listOf(@Nullable String projectId, @Nullable String inboxId) {
    return Objects.requireNonNullElse(projectId, Objects.requireNonNullElse(inboxId, ALIAS));
  }
}
