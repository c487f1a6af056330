package dev.tandem;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.Consumer;

/** Reads what an event stream tells, as the HTML standard's "server-sent events" says. */
public final class EventParser {
  private final Consumer<Event> ended;
  private String name = "";
  private String data = "";
  private String lastId = "";

  /**
   * One block of the stream.
   *
   * @param data empty for a block without any: the opening, or a heartbeat
   * @param lastId behind which a client goes on that has read so far
   */
  public record Event(String name, String data, String lastId) {}

  private EventParser(Consumer<Event> ended) {
    this.ended = ended;
  }

  /** Takes the response's body, in whatever pieces it comes. */
  public static Handler<Buffer> of(Consumer<Event> ended) {
    EventParser parser = new EventParser(ended);
    return RecordParser.newDelimited("\n", line -> parser.read(line.toString()));
  }

  private void read(String line) {
    if (line.isEmpty()) {
      Event event = new Event(name, data, lastId);
      name = "";
      data = "";
      ended.accept(event);
      return;
    }
    int colon = line.indexOf(':');
    String value = line.substring(colon + 1).stripLeading();
    switch (line.substring(0, colon)) {
      case "event" -> name = value;
      case "id" -> lastId = value;
      case "data" -> data = value;
      default -> {}
    }
  }
}
