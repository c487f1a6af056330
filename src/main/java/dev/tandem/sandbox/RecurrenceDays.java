package dev.tandem.sandbox;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Which days a recurrence falls on. */
record RecurrenceDays(
    Frequency frequency,
    int interval,
    List<WeekDay> byDay,
    List<Integer> byMonthDay,
    Calendar calendar) {

  /** Enough periods for every rule that has another day at all (29 February, every fourth year). */
  private static final int PERIODS = 500;

  private static final int MAX_INTERVAL = 1_000;

  RecurrenceDays {
    check(interval >= 1 && interval <= MAX_INTERVAL, "INTERVAL");
    check(byMonthDay.stream().allMatch(day -> day >= -31 && day <= 31), "BYMONTHDAY");
    check(calendar.months().stream().allMatch(month -> month >= 1 && month <= 12), "BYMONTH");
    check(byDay.stream().allMatch(day -> day.nth() >= -53 && day.nth() <= 53), "BYDAY");
    byDay = List.copyOf(byDay);
    byMonthDay = List.copyOf(byMonthDay);
  }

  private static void check(boolean good, String part) {
    if (!good) {
      throw new IllegalArgumentException(part + " is out of range");
    }
  }

  enum Frequency {
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY
  }

  /** The parts of a rule that only some frequencies look at. */
  record Calendar(List<Integer> months, DayOfWeek weekStart) {
    Calendar {
      months = List.copyOf(months);
    }
  }

  /**
   * A day of the week, perhaps the nth of its month.
   *
   * @param nth 0 for every one, negative from the month's end
   */
  record WeekDay(int nth, DayOfWeek day) {
    static WeekDay parse(String text) {
      var name = text.substring(Math.max(0, text.length() - 2));
      var nth = text.substring(0, text.length() - name.length());
      for (var day : DayOfWeek.values()) {
        if (day.name().startsWith(name) && name.length() == 2) {
          return new WeekDay(nth.isEmpty() ? 0 : Integer.parseInt(nth), day);
        }
      }
      throw new IllegalArgumentException("No day of the week: " + text);
    }
  }

  Optional<LocalDate> after(LocalDate present) {
    return switch (frequency) {
      case DAILY -> daily(present);
      case WEEKLY -> weekly(present);
      case MONTHLY -> monthly(present);
      case YEARLY -> yearly(present);
    };
  }

  private Optional<LocalDate> daily(LocalDate present) {
    for (long i = 1; i <= PERIODS; i++) {
      var day = present.plusDays(i * interval);
      if (byDay.isEmpty() || isListed(day)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  private Optional<LocalDate> weekly(LocalDate present) {
    if (byDay.isEmpty()) {
      return Optional.of(present.plusWeeks(interval));
    }
    var firstWeek = weekOf(present);
    for (var day = present.plusDays(1);
        ChronoUnit.WEEKS.between(firstWeek, weekOf(day)) <= interval;
        day = day.plusDays(1)) {
      if (ChronoUnit.WEEKS.between(firstWeek, weekOf(day)) % interval == 0 && isListed(day)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  private LocalDate weekOf(LocalDate day) {
    return day.with(TemporalAdjusters.previousOrSame(calendar.weekStart()));
  }

  private boolean isListed(LocalDate day) {
    return byDay.stream().anyMatch(listed -> listed.day() == day.getDayOfWeek());
  }

  private Optional<LocalDate> monthly(LocalDate present) {
    for (long i = 0; i <= PERIODS; i++) {
      var month = YearMonth.from(present).plusMonths(i * interval);
      var next = daysOf(month, present.getDayOfMonth()).higher(present);
      if (next != null) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private Optional<LocalDate> yearly(LocalDate present) {
    var months = calendar.months().isEmpty() ? List.of(present.getMonthValue()) : calendar.months();
    for (long i = 0; i <= PERIODS; i++) {
      var days = new TreeSet<LocalDate>();
      for (var month : months) {
        var year = present.plusYears(i * interval).getYear();
        days.addAll(daysOf(YearMonth.of(year, month), present.getDayOfMonth()));
      }
      var next = days.higher(present);
      if (next != null) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /** A month without the day (30 February) has no occurrence, as RFC 5545 says. */
  private TreeSet<LocalDate> daysOf(YearMonth month, int sameDay) {
    var days = new TreeSet<LocalDate>();
    for (var weekDay : byDay) {
      addWeekDays(month, weekDay, days);
    }
    for (var number : byMonthDay) {
      addDay(month, number < 0 ? month.lengthOfMonth() + 1 + number : number, days);
    }
    if (byDay.isEmpty() && byMonthDay.isEmpty()) {
      addDay(month, sameDay, days);
    }
    return days;
  }

  private static void addDay(YearMonth month, int number, TreeSet<LocalDate> days) {
    if (number >= 1 && number <= month.lengthOfMonth()) {
      days.add(month.atDay(number));
    }
  }

  private static void addWeekDays(YearMonth month, WeekDay weekDay, TreeSet<LocalDate> days) {
    if (weekDay.nth() != 0) {
      var day =
          month.atDay(1).with(TemporalAdjusters.dayOfWeekInMonth(weekDay.nth(), weekDay.day()));
      if (YearMonth.from(day).equals(month)) {
        days.add(day);
      }
      return;
    }
    for (var day = month.atDay(1).with(TemporalAdjusters.nextOrSame(weekDay.day()));
        YearMonth.from(day).equals(month);
        day = day.plusWeeks(1)) {
      days.add(day);
    }
  }
}
