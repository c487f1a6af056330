package dev.tandem.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one request did to an account: its effects, and what was there before them. */
final class Changes {
  private final Map<String, Optional<StoredTask>> tasksBefore = new LinkedHashMap<>();
  private final Map<String, Optional<StoredProject>> projectsBefore = new LinkedHashMap<>();
  private final List<Effect> effects = new ArrayList<>();

  void task(String id, Optional<StoredTask> before, String effect) {
    tasksBefore.putIfAbsent(id, before);
    effects.add(new Effect(effect, id));
  }

  void project(String id, Optional<StoredProject> before, String effect) {
    projectsBefore.putIfAbsent(id, before);
    effects.add(new Effect(effect, id));
  }

  Map<String, Optional<StoredTask>> tasksBefore() {
    return tasksBefore;
  }

  Map<String, Optional<StoredProject>> projectsBefore() {
    return projectsBefore;
  }

  List<Effect> effects() {
    return effects;
  }

  boolean isEmpty() {
    return effects.isEmpty();
  }
}
