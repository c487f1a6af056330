package dev.tandem.sync;

import dev.tandem.sync.Conflict.Winner;
import dev.tandem.task.ChecklistItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges checklists item by item: what either side added is there, what one side removed and the
 * other left alone is not, an item that was changed on one side and removed on the other stays, and
 * the order is the one that was changed.
 *
 * @param merged the checklist; an item that TickTick has goes by TickTick's id
 * @param conflicting whether the two sides changed one item differently
 */
record ItemMerge(List<ChecklistItem> merged, boolean conflicting) {

  /**
   * @param baseHere as the task had it; null: no base
   * @param baseThere the same as TickTick had it, line by line, perhaps with other ids
   * @param winner whose title holds where both sides changed it
   */
  static ItemMerge of(
      @Nullable List<ChecklistItem> baseHere,
      @Nullable List<ChecklistItem> baseThere,
      List<ChecklistItem> local,
      List<ChecklistItem> remote,
      Winner winner) {
    var merging = new Merging(local, remote, winner);
    merging.pair(
        baseHere == null ? List.of() : baseHere, baseThere == null ? List.of() : baseThere);
    return merging.run();
  }

  /** One item in its versions; null where it is not. */
  private record Line(
      @Nullable ChecklistItem base,
      @Nullable ChecklistItem local,
      @Nullable ChecklistItem remote) {}

  private static final class Merging {
    private final Map<String, ChecklistItem> mine = new LinkedHashMap<>();
    private final Map<String, ChecklistItem> theirs = new LinkedHashMap<>();
    private final List<ChecklistItem> local;
    private final List<ChecklistItem> remote;
    private final Winner winner;

    /** Each side's ids to the line they are in. */
    private final Map<String, Line> lineHere = new HashMap<>();

    private final Map<String, Line> lineThere = new HashMap<>();
    private final List<String> orderBefore = new ArrayList<>();
    private boolean conflicting;

    Merging(List<ChecklistItem> local, List<ChecklistItem> remote, Winner winner) {
      this.local = local;
      this.remote = remote;
      this.winner = winner;
      local.forEach(item -> mine.putIfAbsent(item.id(), item));
      remote.forEach(item -> theirs.putIfAbsent(item.id(), item));
    }

    /** Finds the versions of each item: by id, the base's two by their place. */
    void pair(List<ChecklistItem> baseHere, List<ChecklistItem> baseThere) {
      boolean aligned = baseHere.size() == baseThere.size();
      for (int i = 0; i < baseThere.size(); i++) {
        ChecklistItem there = baseThere.get(i);
        String idHere = aligned ? baseHere.get(i).id() : there.id();
        line(new Line(there, mine.remove(idHere), theirs.remove(there.id())));
        orderBefore.add(there.id());
      }
      // Both sides may have added the same; TickTick may have given what we sent another id.
      for (ChecklistItem item : List.copyOf(mine.values())) {
        ChecklistItem twin = theirs.remove(item.id());
        if (twin == null) {
          twin = takeByTitle(item.title());
        }
        line(new Line(null, item, twin));
      }
      theirs.values().forEach(item -> line(new Line(null, null, item)));
    }

    private @Nullable ChecklistItem takeByTitle(String title) {
      for (ChecklistItem item : theirs.values()) {
        if (item.title().equals(title)) {
          theirs.remove(item.id());
          return item;
        }
      }
      return null;
    }

    private void line(Line line) {
      if (line.local != null) {
        lineHere.putIfAbsent(line.local.id(), line);
      }
      if (line.remote != null) {
        lineThere.putIfAbsent(line.remote.id(), line);
      }
    }

    ItemMerge run() {
      boolean leadHere = reorderedHere() || !reorderedThere();
      List<Line> leader = leadHere ? lines(local, lineHere) : lines(remote, lineThere);
      List<Line> follower = leadHere ? lines(remote, lineThere) : lines(local, lineHere);
      List<Line> order = new ArrayList<>(leader);
      Line before = null;
      for (Line line : follower) {
        if (!leader.contains(line)) {
          order.add(before == null ? 0 : order.indexOf(before) + 1, line);
        }
        before = line;
      }
      List<ChecklistItem> merged = new ArrayList<>();
      for (Line line : order) {
        ChecklistItem item = merge(line);
        if (item != null) {
          merged.add(item);
        }
      }
      return new ItemMerge(List.copyOf(merged), conflicting);
    }

    /** Each once, even where ids are there twice. */
    private static List<Line> lines(List<ChecklistItem> items, Map<String, Line> lines) {
      List<Line> found = new ArrayList<>();
      for (ChecklistItem item : items) {
        Line line = lines.get(item.id());
        if (line != null && !found.contains(line)) {
          found.add(line);
        }
      }
      return found;
    }

    private boolean reorderedHere() {
      return reordered(lines(local, lineHere));
    }

    private boolean reorderedThere() {
      return reordered(lines(remote, lineThere));
    }

    /** Whether the items that were there before come in another order now. */
    private boolean reordered(List<Line> lines) {
      int last = -1;
      for (Line line : lines) {
        if (line.base != null) {
          int place = orderBefore.indexOf(line.base.id());
          if (place < last) {
            return true;
          }
          last = place;
        }
      }
      return false;
    }

    private @Nullable ChecklistItem merge(Line line) {
      ChecklistItem mine = line.local;
      ChecklistItem theirs = line.remote;
      if (mine != null && theirs != null) {
        return both(line.base, mine, theirs);
      }
      ChecklistItem left = mine == null ? theirs : mine;
      if (left == null || line.base == null) {
        return left;
      }
      boolean edited = !alike(line.base, left);
      conflicting |= edited;
      return edited ? left : null;
    }

    private ChecklistItem both(
        @Nullable ChecklistItem base, ChecklistItem mine, ChecklistItem theirs) {
      boolean titleHere = base == null || !base.title().equals(mine.title());
      boolean titleThere = base == null || !base.title().equals(theirs.title());
      boolean differ = titleHere && titleThere && !mine.title().equals(theirs.title());
      conflicting |= differ;
      boolean mineHolds = differ ? winner == Winner.LOCAL : titleHere;
      return new ChecklistItem(
          theirs.id(), mineHolds ? mine.title() : theirs.title(), completed(base, mine, theirs));
    }

    /** Two values: if both sides changed it, they agree. Without a base, done stays done. */
    private static boolean completed(
        @Nullable ChecklistItem base, ChecklistItem mine, ChecklistItem theirs) {
      if (base == null) {
        return mine.completed() || theirs.completed();
      }
      return base.completed() == mine.completed() ? theirs.completed() : mine.completed();
    }

    private static boolean alike(ChecklistItem one, ChecklistItem other) {
      return one.title().equals(other.title()) && one.completed() == other.completed();
    }
  }
}
