package dev.tandem.task;

import dev.tandem.bus.Route;

/** Where tasks and lists are asked for. Public: other verticles use it as the HTTP API does. */
public final class TaskRoutes {
  /** Served by the persistence verticle of the same node. */
  public static final Route<TaskCommand, TaskReply> COMMAND =
      Route.local("tandem.task.command", TaskCommand.class, TaskReply.class);

  /** The same for many tasks at once. */
  public static final Route<BatchCommand, BatchReply> BATCH =
      Route.local("tandem.task.batch", BatchCommand.class, BatchReply.class);

  /** The same for lists. */
  public static final Route<ProjectCommand, ProjectReply> PROJECTS =
      Route.local("tandem.project.command", ProjectCommand.class, ProjectReply.class);

  /** What has come to a user's tasks, for readers who follow it. */
  public static final Route<FeedQuery, FeedReply> FEED =
      Route.local("tandem.task.feed", FeedQuery.class, FeedReply.class);

  /** Who of many readers has something to read. */
  public static final Route<FeedProbe, FeedProbe.News> FEED_PROBE =
      Route.local("tandem.task.feed_probe", FeedProbe.class, FeedProbe.News.class);

  private TaskRoutes() {}
}
