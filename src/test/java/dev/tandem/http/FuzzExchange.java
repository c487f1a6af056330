package dev.tandem.http;

import dev.tandem.http.ContractCheck.Reply;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends one request after the other, checks each answer and learns from it. */
final class FuzzExchange implements AutoCloseable {
  private static final int TRAIL = 8;
  private static final int MOST_TOLD = 5;
  private static final Reply NONE = new Reply(0, HttpHeaders.of(Map.of(), (a, b) -> true), "{}");

  private final long seed;
  private final int port;
  private final FuzzCoverage coverage;
  private final FuzzChecks checks;
  private final Map<String, FuzzWire> wires = new HashMap<>();
  private final Deque<String> trail = new ArrayDeque<>();
  private final List<String> wrong = new ArrayList<>();
  private int sent;

  FuzzExchange(long seed, int port, ContractCheck contract, FuzzCoverage coverage) {
    this.seed = seed;
    this.port = port;
    this.coverage = coverage;
    this.checks = new FuzzChecks(contract);
    FuzzStage.secrets().forEach(checks::keepSecret);
  }

  int sent() {
    return sent;
  }

  /** No answer may hold it from now on. */
  void keepSecret(String secret) {
    checks.keepSecret(secret);
  }

  /** All that was wrong until now, told so that it can be sent again. */
  List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** Answers {@link #NONE} if nothing came, which is wrong too. */
  Reply send(FuzzRequest request) {
    sent++;
    Reply reply = NONE;
    try {
      reply =
          wires.computeIfAbsent(request.person().name(), first -> new FuzzWire(port)).send(request);
      coverage.count(request, reply.status());
      checks.check(request, reply);
      learn(request, reply);
    } catch (IOException | RuntimeException | AssertionError e) {
      if (wrong.size() < MOST_TOLD) {
        wrong.add(told(request, reply, e));
      }
    }
    remember(request + " → " + reply.status());
    return reply;
  }

  private void learn(FuzzRequest request, Reply reply) {
    String type = reply.mediaType();
    if (reply.status() >= 300 || !type.equals("application/json") || reply.body().isEmpty()) {
      return;
    }
    if (!request.isOperation() || request.operation().path().equals("/openapi.json")) {
      return;
    }
    JsonObject body = new JsonObject(reply.body());
    request.person().known().learn(request.operation(), body);
    if (body.getValue("key") instanceof String key) {
      checks.keepSecret(key);
    }
  }

  private void remember(String line) {
    trail.addLast(line);
    if (trail.size() > TRAIL) {
      trail.removeFirst();
    }
  }

  private String told(FuzzRequest request, Reply reply, Throwable fault) {
    return String.join(
        "\n",
        List.of(
            fault.toString(),
            "again with -Dtandem.exam.fuzz=" + seed + ", request " + sent + " by " + request,
            "--- before it",
            String.join("\n", trail),
            "--- the request, \\x for other bytes",
            request.printable(),
            "--- the answer",
            reply.status() + " " + reply.headers().map() + "\n" + cut(reply.body())));
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), 2_000));
  }

  @Override
  public void close() throws IOException {
    for (FuzzWire wire : wires.values()) {
      wire.close();
    }
  }
}
