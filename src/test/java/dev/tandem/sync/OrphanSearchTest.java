package dev.tandem.sync;

import static dev.tandem.sync.Orphans.BEGUN;
import static dev.tandem.sync.Orphans.CERTAIN;
import static dev.tandem.sync.Orphans.ENDED;
import static dev.tandem.sync.Orphans.at;
import static dev.tandem.sync.Orphans.id;
import static dev.tandem.sync.Orphans.idAt;
import static dev.tandem.sync.Orphans.listed;
import static dev.tandem.sync.Orphans.search;
import static dev.tandem.sync.Orphans.silent;
import static dev.tandem.sync.Orphans.task;
import static dev.tandem.sync.SyncSamples.local;
import static dev.tandem.sync.SyncSamples.remote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.OrphanSearch.Finding;
import dev.tandem.sync.PushVerdict.Abandon;
import dev.tandem.sync.PushVerdict.Absent;
import dev.tandem.sync.PushVerdict.Adopted;
import dev.tandem.sync.PushVerdict.Postpone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** sync.md, Push 9, a clause a test. */
final class OrphanSearchTest {
  private static final CreateIntent MILK = silent(1, "Milk");

  @Test
  void aTaskThatTwoListingsShowIsAdopted() {
    CreateIntent intent = listed(MILK, id(1));
    Finding finding = search(List.of(intent), task(1, "Milk")).of(intent);
    assertThat(((Adopted) finding.verdict()).found().id()).isEqualTo(id(1));
  }

  @Test
  void whatNoListingShowsIsAbsent() {
    CreateIntent intent = listed(MILK);
    assertThat(search(List.of(intent), task(1, "Bread")).of(intent).verdict())
        .isEqualTo(new Absent());
  }

  @Test
  void aFirstListingDecidesNothingButIsRemembered() {
    Finding finding = search(List.of(MILK), task(1, "Milk")).of(MILK);
    assertThat(finding.verdict()).isInstanceOf(Postpone.class);
    assertThat(finding.seen().ids()).containsExactly(id(1));
  }

  @Test
  void afterSilenceASecondListingBeforeAMinuteIsOverDecidesNothing() {
    CreateIntent intent = listed(MILK);
    Finding finding = at(CERTAIN.minusSeconds(1), List.of(intent)).of(intent);
    assertThat(((Postpone) finding.verdict()).delay()).isEqualTo(Duration.ZERO);
    assertThat(finding.seen()).isEqualTo(intent.first());
    Finding sooner = at(CERTAIN.minusSeconds(9), List.of(intent)).of(intent);
    assertThat(((Postpone) sooner.verdict()).delay()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void afterABrokenAnswerTwoSecondsSuffice() {
    CreateIntent broken =
        listed(new CreateIntent(1, BEGUN, ENDED, false, local("Milk"), null, null));
    assertThat(at(ENDED.plusSeconds(1), List.of(broken)).of(broken).verdict())
        .isInstanceOf(Postpone.class);
    assertThat(at(ENDED.plusSeconds(2), List.of(broken)).of(broken).verdict())
        .isEqualTo(new Absent());
  }

  @Test
  void aListingBeforeTheCallEndedIsNone() {
    Finding finding = at(ENDED.minusSeconds(1), List.of(MILK)).of(MILK);
    assertThat(finding.verdict()).isInstanceOf(Postpone.class);
    assertThat(finding.seen()).isNull();
  }

  @Test
  void listingsThatDifferAreFollowedByAThird() {
    CreateIntent intent = listed(MILK);
    Finding finding = search(List.of(intent), task(1, "Milk")).of(intent);
    assertThat(finding.verdict()).isInstanceOf(Postpone.class);
    assertThat(finding.seen().ids()).containsExactly(id(1));
  }

  @Test
  void whatSomebodyElseGotBetweenTheListingsIsNoDifference() {
    CreateIntent intent = listed(MILK, id(1), id(2));
    OrphanSearch both = search(List.of(intent), task(1, "Milk"), task(2, "Milk"));
    OrphanSearch oneLinked =
        new OrphanSearch(both.open(), both.listing(), Set.of(id(1)), both.waits(), both.now());
    assertThat(((Adopted) oneLinked.of(intent).verdict()).found().id()).isEqualTo(id(2));
  }

  @Test
  void theTimeInTheIdSaysWhatTheCallCannotHaveMade() {
    String before = idAt(BEGUN.minusSeconds(61), 1);
    String after = idAt(CERTAIN.plusSeconds(61), 2);
    assertThat(MILK.mayHaveMade(task(before, remote("Milk")), Orphans.WAITS)).isFalse();
    assertThat(MILK.mayHaveMade(task(after, remote("Milk")), Orphans.WAITS)).isFalse();
    String skewed = idAt(BEGUN.minusSeconds(59), 3);
    assertThat(MILK.mayHaveMade(task(skewed, remote("Milk")), Orphans.WAITS)).isTrue();
    assertThat(MILK.mayHaveMade(task("no-object-id", remote("Milk")), Orphans.WAITS)).isFalse();
  }

  @Test
  void titlesAreTrimmedAndTheirCaseIsKept() {
    assertThat(MILK.mayHaveMade(task(1, " Milk\t"), Orphans.WAITS)).isTrue();
    assertThat(MILK.mayHaveMade(task(1, "milk"), Orphans.WAITS)).isFalse();
  }

  @Test
  void anEditedTitleIsKnownByTheDescriptionUnlessThatIsEmpty() {
    CreateIntent described = silent(1, local("Milk").but().description("2 litres").build());
    Fields edited = remote("Oat milk").but().description("2 litres ").build();
    assertThat(described.mayHaveMade(task(1, edited), Orphans.WAITS)).isTrue();
    assertThat(MILK.mayHaveMade(task(1, "Oat milk"), Orphans.WAITS)).isFalse();
  }

  @Test
  void otherFieldsBreakATie() {
    CreateIntent urgent = listed(silent(1, local("Milk").but().priority(5).build()), id(1), id(2));
    RemoteSnapshot same = task(2, remote("Milk").but().priority(5).build());
    Finding finding = search(List.of(urgent), task(1, "Milk"), same).of(urgent);
    assertThat(((Adopted) finding.verdict()).found().id()).isEqualTo(id(2));
  }

  @Test
  void moreTasksThanCreatesNeedADecision() {
    CreateIntent one = listed(MILK, id(1), id(2), id(3));
    CreateIntent two = listed(silent(2, "Milk"), id(1), id(2), id(3));
    OrphanSearch search =
        search(List.of(one, two), task(1, "Milk"), task(2, "Milk"), task(3, "Milk"));
    for (CreateIntent intent : search.open()) {
      Abandon verdict = (Abandon) search.of(intent).verdict();
      assertThat(verdict.error().code()).isEqualTo("needs_a_decision");
      assertThat(search.of(intent).seen()).as("a retry looks anew").isNull();
    }
  }

  @Test
  void anIdThatALostWorkerToldIsBelieved() {
    CreateIntent told =
        listed(new CreateIntent(1, BEGUN, ENDED, true, local("Milk"), id(2), null), id(2));
    RemoteSnapshot renamed = task(2, "Renamed");
    Finding finding = search(List.of(told), task(1, "Milk"), renamed).of(told);
    assertThat(((Adopted) finding.verdict()).found()).isEqualTo(renamed);
  }

  @Test
  void aTaskThatAnotherCreateMayYetTurnOutToHaveMadeIsNobodysForNow() {
    CreateIntent mine = listed(MILK, id(1));
    CreateIntent underWay =
        new CreateIntent(2, BEGUN, CERTAIN.plusSeconds(5), true, local("Milk"), null, null);
    Finding finding = search(List.of(mine, underWay), task(1, "Milk")).of(mine);
    assertThat(finding.verdict()).isInstanceOf(Postpone.class);
    assertThat(finding.seen()).as("the first listing still counts").isEqualTo(mine.first());
  }

  @Test
  void aTwinThatComesWithinADayIsLate() {
    Instant until = BEGUN.plus(Duration.ofDays(1));
    RemoteSnapshot late = task(idAt(BEGUN.plusSeconds(3_600), 1), remote("Milk"));
    RemoteSnapshot older = task(idAt(BEGUN.minusSeconds(3_600), 2), remote("Milk"));
    assertThat(OrphanSearch.isLateTwin(MILK, late, until)).isTrue();
    assertThat(OrphanSearch.isLateTwin(MILK, older, until)).isFalse();
    assertThat(OrphanSearch.isLateTwin(MILK, task(3, "Bread"), until)).isFalse();
  }
}
