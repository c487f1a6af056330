package dev.tandem.ticktick;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One thing that happens in an exam, drawn from the seed before anything runs.
 *
 * @param number values are made of it, so that none occurs twice
 * @param task which of the tasks it is about
 * @param dice further whims: from 0 to 999
 */
record ExamStep(int number, Side side, Act act, int task, int dice) {

  /** Who does it. */
  enum Side {
    HERE,
    THERE,
    WORLD
  }

  /** What is done, with how often. */
  enum Act {
    CREATE(0),
    TITLE(5),
    DESCRIPTION(5),
    PRIORITY(4),
    DATES(5),
    TAG(4),
    UNTAG(2),
    ITEM(3),
    REMINDER(2),
    COMPLETE(4),
    ABANDON(1),
    REOPEN(3),
    MOVE(4),
    PARENT(2),
    SORT_ORDER(2),
    DELETE(4),
    RESTORE(3),
    OVERRIDE(1),
    LIST(1),
    FAULT(0),
    INTERLOPER(0),
    EXPIRY(0),
    SWEEP(0),
    /** Until the twins were not seen for so long that they are looked at before a write. */
    LONG_PAUSE(0);

    private final int weight;

    Act(int weight) {
      this.weight = weight;
    }
  }

  /** The same for the same seed. */
  static List<ExamStep> of(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int tasks = 4 + random.nextInt(5);
    int length = 15 + random.nextInt(26);
    List<ExamStep> steps = new ArrayList<>();
    int number = 0;
    int created = 0;
    int pauses = 0;
    while (number < length || created < tasks) {
      number++;
      int dice = random.nextInt(1000);
      Side side = random.nextBoolean() ? Side.HERE : Side.THERE;
      int draw = random.nextInt(100);
      if (created < 2 || (created < tasks && draw < 25)) {
        steps.add(new ExamStep(number, side, Act.CREATE, created++, dice));
        continue;
      }
      int task = random.nextInt(created);
      int world = random.nextInt(100);
      if (world < 20) {
        steps.add(new ExamStep(number, Side.WORLD, Act.FAULT, task, dice));
      } else if (world < 25) {
        steps.add(new ExamStep(number, Side.WORLD, Act.INTERLOPER, task, dice));
      } else if (world < 27) {
        steps.add(new ExamStep(number, Side.WORLD, Act.EXPIRY, task, dice));
      } else if (world < 37) {
        steps.add(new ExamStep(number, Side.WORLD, Act.SWEEP, task, dice));
      } else if (world < 40 && pauses < 2 && created >= 3) {
        pauses++;
        steps.add(new ExamStep(number, Side.WORLD, Act.LONG_PAUSE, task, dice));
      } else {
        Act act = act(random);
        steps.add(new ExamStep(number, act == Act.OVERRIDE ? Side.HERE : side, act, task, dice));
        if (random.nextInt(4) == 0 && act != Act.OVERRIDE) {
          Side other = side == Side.HERE ? Side.THERE : Side.HERE;
          number++;
          steps.add(new ExamStep(number, other, act, task, random.nextInt(1000)));
        }
      }
    }
    return steps;
  }

  private static Act act(Random random) {
    int all = 0;
    for (Act act : Act.values()) {
      all += act.weight;
    }
    int draw = random.nextInt(all);
    for (Act act : Act.values()) {
      draw -= act.weight;
      if (draw < 0) {
        return act;
      }
    }
    throw new AssertionError("the weights do not add up");
  }

  /** Begins each title of the task, whoever writes it. */
  String marker() {
    return "m" + task;
  }

  /** A text that stands in no other value. */
  String word(String kind) {
    return kind + String.format("%03d", number);
  }
}
