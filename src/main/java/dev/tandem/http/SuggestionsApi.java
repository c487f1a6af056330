package dev.tandem.http;

import dev.tandem.bus.Bus;
import dev.tandem.http.KeyedClient.Once;
import dev.tandem.suggestion.SuggestionCommand;
import dev.tandem.suggestion.SuggestionReply;
import dev.tandem.suggestion.SuggestionRoutes;
import dev.tandem.suggestion.SuggestionStatus;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;

/** {@code /api/tasks/{id}/suggestions}: what analysers suggest, and what a person says to it. */
final class SuggestionsApi {
  private static final String SUGGESTIONS = "/api/tasks/{id}/suggestions";

  private final Bus bus;
  private final KeyedClient keyed;
  private final TaskClient tasks;
  private final Duration usualWait;

  /**
   * @param usualWait how long an approval waits for its push when the client says nothing
   */
  SuggestionsApi(Bus bus, KeyedClient keyed, TaskClient tasks, Duration usualWait) {
    this.bus = bus;
    this.keyed = keyed;
    this.tasks = tasks;
    this.usualWait = usualWait;
  }

  void bind(ApiRouter router) {
    SuggestionReader reader = new SuggestionReader(router.contract());
    router
        .serve(HttpMethod.POST, SUGGESTIONS, call -> propose(call, reader))
        .serve(HttpMethod.GET, SUGGESTIONS, this::list)
        .serve(HttpMethod.POST, SUGGESTIONS + "/approve", this::approve)
        .serve(HttpMethod.POST, SUGGESTIONS + "/reject", this::reject);
  }

  private Future<Answer> propose(Call call, SuggestionReader reader) {
    long id = call.id("id");
    return once(
            call,
            new SuggestionCommand.Propose(call.userId(), id, reader.proposal(call.body())),
            SuggestionReply.One.class)
        .map(
            made ->
                Answer.created(SuggestionRenderer.suggestion(made.reply().suggestion()))
                    .replayed(made.replayed()));
  }

  private Future<Answer> list(Call call) {
    String status = call.query().text("status").orElse(SuggestionStatus.PENDING.wireName());
    return bus.ask(
            SuggestionRoutes.COMMAND,
            new SuggestionCommand.ListSuggestions(
                call.userId(),
                call.id("id"),
                // The one other word that the contract lets through is all.
                SuggestionStatus.of(status).orElse(null),
                call.query().limit(),
                call.query().cursor().orElse(null)),
            Call.ASK_LIMIT)
        .map(reply -> expect(SuggestionReply.Page.class, reply))
        .map(
            page ->
                Pages.linked(Answer.ok(SuggestionRenderer.page(page)), call, page.nextCursor()));
  }

  private Future<Answer> approve(Call call) {
    long id = call.id("id");
    Preferences preferences = call.preferences(usualWait);
    return once(
            call,
            new SuggestionCommand.Approve(call.userId(), id, SuggestionReader.choice(call.body())),
            SuggestionReply.Decided.class)
        .compose(approved -> told("approved", approved, preferences))
        .map(answer -> answer.applying(preferences));
  }

  /** Waits for no push: nothing changes. */
  private Future<Answer> reject(Call call) {
    long id = call.id("id");
    return once(
            call,
            new SuggestionCommand.Reject(call.userId(), id, SuggestionReader.choice(call.body())),
            SuggestionReply.Decided.class)
        .compose(rejected -> told("rejected", rejected, Preferences.NO_WAIT));
  }

  private Future<Answer> told(
      String verb, Once<SuggestionReply.Decided> decided, Preferences preferences) {
    SuggestionReply.Decided reply = decided.reply();
    return tasks
        .told(reply.task(), decided.replayed(), preferences)
        .map(
            task ->
                Answer.ok(SuggestionRenderer.decided(verb, reply.types(), task))
                    .replayed(decided.replayed()));
  }

  private <T extends SuggestionReply> Future<Once<T>> once(
      Call call, SuggestionCommand command, Class<T> hopedFor) {
    return keyed
        .ask(call, SuggestionRoutes.COMMAND, command)
        .map(once -> new Once<>(expect(hopedFor, once.reply()), once.replayed()));
  }

  private static <T extends SuggestionReply> T expect(Class<T> hopedFor, SuggestionReply reply) {
    if (hopedFor.isInstance(reply)) {
      return hopedFor.cast(reply);
    }
    throw problem(reply).asException();
  }

  private static Problem problem(SuggestionReply reply) {
    if (reply instanceof SuggestionReply.Missing) {
      return Problem.notFound();
    }
    if (reply instanceof SuggestionReply.Refused refused) {
      return Problem.invalid(refused.faults());
    }
    if (reply instanceof SuggestionReply.Conflicted conflicted) {
      return Problem.of(Problem.Kind.CONFLICT, conflicted.detail());
    }
    throw new IllegalStateException("unexpected " + reply.getClass().getSimpleName());
  }
}
