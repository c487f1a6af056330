package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.sync.RemoteAnswer;
import dev.tandem.sync.RemoteAnswer.Broken;
import dev.tandem.sync.RemoteAnswer.Limited;
import dev.tandem.sync.RemoteAnswer.NoAnswer;
import dev.tandem.sync.RemoteAnswer.NotSent;
import dev.tandem.sync.RemoteAnswer.Obstacle;
import dev.tandem.sync.RemoteAnswer.Silence;
import dev.tandem.sync.RemoteAnswer.Unauthorized;
import dev.tandem.ticktick.ListingOutcome.HeldUp;
import dev.tandem.ticktick.ListingOutcome.Unread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long an account is left alone that cannot be read whole. */
final class ListingTroubleTest {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Unread UNREAD = new Unread("inbox", "The Inbox cannot be read: why.");
  private static final long NOW = -7;

  private static ListingTrouble again(ListingTrouble before) {
    return ListingTrouble.of(UNREAD, before, LONGEST, NOW);
  }

  private static ListingTrouble heldUp(ListingTrouble before, long now) {
    return ListingTrouble.of(new HeldUp(new NotSent(Obstacle.BREAKER_OPEN)), before, LONGEST, now);
  }

  @Test
  void theRestGrowsWithEachReadingInVain() {
    List<Long> seconds = new ArrayList<>();
    ListingTrouble trouble = null;
    for (int i = 0; i < 7; i++) {
      trouble = again(trouble);
      seconds.add(trouble.left(false, NOW).toSeconds());
    }
    assertThat(seconds).containsExactly(15L, 30L, 60L, 120L, 240L, 300L, 300L);
    for (int i = 0; i < 100; i++) {
      trouble = again(trouble);
    }
    assertThat(trouble.left(false, NOW)).isEqualTo(LONGEST);
  }

  @Test
  void whatWasNotSentLengthensNothing() {
    ListingTrouble trouble = again(again(null));
    long later = NOW + trouble.rest().toNanos();
    for (int i = 0; i < 10; i++) {
      trouble = heldUp(trouble, later);
      assertThat(trouble.left(false, later)).isEqualTo(Duration.ofSeconds(2));
    }
    assertThat(trouble.part()).isEqualTo("inbox");
    assertThat(again(trouble).rest()).as("the third in vain").isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void norDoesItShortenARest() {
    ListingTrouble trouble = again(again(null));
    long soon = NOW + Duration.ofSeconds(10).toNanos();
    assertThat(heldUp(trouble, soon).left(false, soon)).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void aPersonWaitsTenSecondsAtMost() {
    ListingTrouble trouble = again(again(again(null)));
    assertThat(trouble.left(true, NOW)).isEqualTo(Duration.ofSeconds(10));
    long later = NOW + Duration.ofSeconds(10).toNanos();
    assertThat(trouble.left(true, later)).isZero();
    assertThat(trouble.left(false, later)).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void rowsAreToldWhichListItIsAndWhenToComeAgain() {
    NotSent told = (NotSent) again(null).told(Duration.ofSeconds(9));
    assertThat(told.detail()).endsWith("sent again. The Inbox cannot be read: why.");
    assertThat(told.after()).contains(Duration.ofSeconds(9));
    assertThat(heldUp(null, NOW).told(Duration.ofSeconds(9)))
        .isEqualTo(new NotSent(Obstacle.BREAKER_OPEN));
  }

  @ParameterizedTest
  @EnumSource(Obstacle.class)
  void nothingSentIsNoListsFault(Obstacle why) {
    assertThat(ListingPart.INBOX.unread(new NotSent(why))).isInstanceOf(HeldUp.class);
  }

  @Test
  void norIsWhatTheWholeAccountIsTold() {
    List<RemoteAnswer> ofTheAccount =
        List.of(
            new Unauthorized(),
            new Limited(null),
            new NoAnswer(Silence.UNREACHABLE),
            new NoAnswer(Silence.REFRESH_FAILED));
    assertThat(ofTheAccount)
        .allSatisfy(
            answer -> assertThat(ListingPart.INBOX.unread(answer)).isInstanceOf(HeldUp.class));
    assertThat(ListingPart.INBOX.unread(new Broken(503))).isInstanceOf(Unread.class);
    assertThat(ListingPart.INBOX.unread(new NoAnswer(Silence.TIMEOUT))).isInstanceOf(Unread.class);
  }
}
