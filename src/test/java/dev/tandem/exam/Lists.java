package dev.tandem.exam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The lists of the account that tasks are moved between.
 *
 * @param remoteIds by the gateway's ids
 */
record Lists(String inbox, Map<Long, String> remoteIds) {
  Lists {
    remoteIds = Map.copyOf(remoteIds);
  }

  /**
   * @param id null: the Inbox
   */
  String remote(Long id) {
    return id == null ? inbox : remoteIds.get(id);
  }

  /** The gateway's ids, null being the Inbox. */
  List<Long> all() {
    List<Long> all = new ArrayList<>(remoteIds.keySet().stream().sorted().toList());
    all.add(null);
    return all;
  }
}
