package dev.tandem.task;

import dev.tandem.bus.BusMessage;
import dev.tandem.bus.WireName;

/** The expected outcomes of a {@link ProjectCommand}; the unexpected fails the ask. */
public sealed interface ProjectReply extends BusMessage {
  @WireName("project.reply.one")
  record One(Project project) implements ProjectReply {}

  @WireName("project.reply.missing")
  record Missing() implements ProjectReply {}
}
