package dev.tandem.suggestion;

import dev.tandem.bus.Route;

/** Where suggestions are asked for. Public: an analyser may be a verticle of the same process. */
public final class SuggestionRoutes {
  /** Served by the persistence verticle of the same node. */
  public static final Route<SuggestionCommand, SuggestionReply> COMMAND =
      Route.local("tandem.suggestion.command", SuggestionCommand.class, SuggestionReply.class);

  private SuggestionRoutes() {}
}
