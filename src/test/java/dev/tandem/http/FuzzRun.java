package dev.tandem.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One seed: two people with an account each, the admin and somebody without a key ask whatever the
 * seed draws. It gives the requests but for what they take from earlier answers (ids, cursors).
 */
final class FuzzRun {
  private static final int VALID_ROUNDS = 2;

  /** Requests between two deeds at TickTick. */
  private static final int DEED_EACH = 25;

  /** Requests between two journeys. */
  private static final int JOURNEY_EACH = 300;

  private static final int JOURNEYS = 7;

  private final long seed;
  private final int requests;
  private final List<FuzzOperation> operations;
  private final FuzzPerson anna;
  private final FuzzPerson ben;
  private final FuzzPerson admin;
  private final List<FuzzPerson> people;
  private final FuzzExchange exchange;
  private final FuzzJourneys journeys;
  private final FuzzOutsider outsider;

  FuzzRun(FuzzStage stage, FuzzCoverage coverage, long seed, int requests) {
    this.seed = seed;
    this.requests = requests;
    ContractCheck contract = new ContractCheck();
    operations = FuzzOperation.of(stage.contract(), contract);
    anna = stage.invite("anna" + seed);
    ben = stage.invite("ben" + seed);
    admin = stage.admin();
    people = List.of(anna, anna, ben, ben, admin, FuzzStage.nobody());
    exchange = new FuzzExchange(seed, stage.port(), contract, coverage);
    people.forEach(person -> person.key().ifPresent(exchange::keepSecret));
    Map<String, FuzzOperation> byName =
        operations.stream().collect(Collectors.toMap(FuzzOperation::toString, Function.identity()));
    journeys = new FuzzJourneys(stage.ticktick(), exchange, byName);
    outsider = new FuzzOutsider(stage.ticktick());
  }

  /**
   * @param sent how many requests were
   * @param wrong what was wrong with their answers
   */
  record Result(int sent, List<String> wrong) {}

  Result play() throws IOException {
    try (exchange) {
      for (FuzzPerson person : List.of(anna, ben)) {
        journeys.poison(person);
        journeys.connect(person);
        for (int which = 0; which < JOURNEYS; which++) {
          journey(person, which);
        }
      }
      journeys.erasures(admin);
      journeys.readDocs(FuzzStage.nobody());
      askAllValidly();
      for (int i = 0; exchange.sent() < requests; i++) {
        step(i, new Random(seed * 1_000_003 + i));
      }
      return new Result(exchange.sent(), exchange.wrong());
    }
  }

  private void journey(FuzzPerson person, int which) {
    switch (which) {
      case 0 -> journeys.consent(person);
      case 1 -> journeys.conflict(person);
      case 2 -> journeys.conflict(person);
      case 3 -> journeys.heldDeletions(person);
      case 4 -> journeys.arrange(person);
      case 5 -> journeys.comeAndGo(person);
      default -> journeys.deadLetters(person);
    }
  }

  /** Each operation, in an order of the seed's, so that what there is grows. */
  private void askAllValidly() {
    Random random = new Random(seed);
    for (int round = 0; round < VALID_ROUNDS; round++) {
      List<FuzzOperation> all = new ArrayList<>(operations);
      Collections.shuffle(all, random);
      for (FuzzOperation operation : all) {
        for (FuzzPerson person : List.of(anna, ben, admin)) {
          sendUnlessFatal(new FuzzDraft(operation, person, random).finish());
        }
      }
      journeys.connect(anna);
      journeys.connect(ben);
    }
  }

  private void step(int number, Random random) {
    FuzzPerson active = random.nextBoolean() ? anna : ben;
    if (number % DEED_EACH == DEED_EACH - 1) {
      outsider.act(active, random);
    }
    if (number % JOURNEY_EACH == JOURNEY_EACH - 1) {
      journeys.connect(active);
      journey(active, random.nextInt(JOURNEYS));
    }
    FuzzPerson person = people.get(random.nextInt(people.size()));
    FuzzPerson other = isAnna(person) ? ben : anna;
    FuzzOperation operation = operations.get(random.nextInt(operations.size()));
    FuzzDraft draft = new FuzzDraft(operation, person, random);
    for (int faults = random.nextInt(5) / 2 + random.nextInt(2); faults > 0; faults--) {
      spoil(draft, other, random);
    }
    sendUnlessFatal(draft.finish());
    if (operation.toString().equals("DELETE /api/ticktick")) {
      journeys.connect(isAnna(person) ? anna : ben);
    }
  }

  private static void spoil(FuzzDraft draft, FuzzPerson other, Random random) {
    int which = random.nextInt(10);
    if (which < 3) {
      FuzzTargets.spoil(draft, other, random);
    } else if (which < 5 || (draft.operation.body().isEmpty() && which < 9)) {
      FuzzHeaders.spoil(draft, random);
    } else {
      FuzzBodies.spoil(draft, other, random);
    }
  }

  private boolean isAnna(FuzzPerson person) {
    return person.name().equals(anna.name());
  }

  private void sendUnlessFatal(FuzzRequest request) {
    if (!request.isFatal()) {
      exchange.send(request);
    }
  }
}
