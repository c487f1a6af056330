package dev.tandem.http;

import dev.tandem.account.AccountRoutes;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonPart;
import dev.tandem.account.PersonReply;
import dev.tandem.bus.Bus;
import dev.tandem.task.Task;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskQuery;
import dev.tandem.task.TaskQuery.Extent;
import dev.tandem.task.TaskQuery.TaskFilter;
import dev.tandem.task.TaskReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that is kept of a person, as pages of lines that follow each other. The last one is asked for
 * after the tasks, and would miss a person who is being erased: who got it got everything.
 */
final class ExportPages {
  /** At most; of long texts a page is given fewer. */
  private static final int PAGE = 50;

  private final Bus bus;
  private final TaskClient tasks;
  private final Caller caller;
  private final long userId;
  private final Clock clock;
  private final List<Source> sources = new ArrayList<>();

  /**
   * @param caller whose data it is; they get pages as long as what they presented is taken
   */
  ExportPages(Bus bus, TaskClient tasks, Caller caller, Clock clock) {
    this.bus = bus;
    this.tasks = tasks;
    this.caller = caller;
    this.userId = caller.user().id();
    this.clock = clock;
    for (PersonPart part : PersonPart.values()) {
      sources.add(new Source(part.wireName(), after -> things(part, after)));
      if (part == PersonPart.PROJECT) {
        sources.add(new Source("task", this::tasks));
      }
    }
  }

  /**
   * @param lines one for each thing
   * @param count of the lines
   * @param next where the page behind it begins; empty: it was the last
   */
  record Page(String type, Buffer lines, int count, Optional<Place> next) {}

  /**
   * @param after the key behind which a page begins
   */
  record Place(int source, List<String> after) {}

  /**
   * @param page reads the things behind a key
   */
  private record Source(String type, Reader page) {}

  private interface Reader {
    Future<Things> read(List<String> after);
  }

  /**
   * @param next empty: these were the last
   */
  private record Things(List<Buffer> json, List<String> next) {}

  /** Fails with a {@link ProblemException} if there is no such person any more. */
  Future<Page> first() {
    return read(new Place(0, List.of()));
  }

  /** As {@link #first}; also if the caller's token has expired meanwhile. */
  Future<Page> read(Place place) {
    if (caller.isOver(clock.instant())) {
      return Future.failedFuture(
          Problem.of(Problem.Kind.UNAUTHORIZED, "the token has expired").asException());
    }
    Source source = sources.get(place.source());
    return source
        .page()
        .read(place.after())
        .map(
            things ->
                new Page(
                    source.type(),
                    lines(source.type(), things.json()),
                    things.json().size(),
                    behind(place, things)));
  }

  private Optional<Place> behind(Place place, Things things) {
    if (!things.next().isEmpty()) {
      return Optional.of(new Place(place.source(), things.next()));
    }
    return place.source() + 1 < sources.size()
        ? Optional.of(new Place(place.source() + 1, List.of()))
        : Optional.empty();
  }

  private static Buffer lines(String type, List<Buffer> things) {
    Buffer lines = Buffer.buffer();
    for (Buffer thing : things) {
      lines
          .appendString("{\"type\":\"" + type + "\",\"data\":")
          .appendBuffer(thing)
          .appendString("}\n");
    }
    return lines;
  }

  private Future<Things> things(PersonPart part, List<String> after) {
    return bus.ask(
            AccountRoutes.PERSON, new PersonCommand.Read(userId, part, after, PAGE), Call.ASK_LIMIT)
        .map(
            reply -> {
              if (reply instanceof PersonReply.Page page) {
                return new Things(page.things().stream().map(Buffer::buffer).toList(), page.next());
              }
              throw Problem.of(Problem.Kind.UNAUTHORIZED, "the user is being erased").asException();
            });
  }

  /** By the time of their creation, which no change moves. */
  private Future<Things> tasks(List<String> after) {
    TaskQuery query =
        new TaskQuery(
            TaskFilter.all(Extent.ALL),
            TaskQuery.Sort.CREATED_AT,
            false,
            PAGE,
            after.stream().findFirst(),
            false);
    return tasks
        .ask(new TaskCommand.ListTasks(userId, query), TaskReply.Page.class)
        .map(
            page ->
                new Things(
                    page.tasks().stream().map((Task task) -> TaskRenderer.task(task)).toList(),
                    Stream.ofNullable(page.nextCursor()).toList()));
  }
}
