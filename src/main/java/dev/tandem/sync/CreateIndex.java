package dev.tandem.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates by what tells their twins from other tasks, so that a task is compared with those only
 * that are like it: an account has thousands of tasks, and an outage leaves hundreds of creates.
 */
final class CreateIndex {
  private final Map<String, List<CreateIntent>> byRemoteId = new HashMap<>();
  private final Map<String, List<CreateIntent>> byTitle = new HashMap<>();
  private final Map<String, List<CreateIntent>> byDescription = new HashMap<>();

  CreateIndex(Collection<CreateIntent> intents) {
    intents.forEach(this::add);
  }

  private void add(CreateIntent intent) {
    if (intent.remoteId() != null) {
      add(byRemoteId, intent.remoteId(), intent);
      return;
    }
    add(byTitle, StoredForm.told(intent.sent().title()), intent);
    String description = StoredForm.told(intent.sent().description());
    if (!description.isEmpty()) {
      add(byDescription, description, intent);
    }
  }

  private static void add(Map<String, List<CreateIntent>> index, String key, CreateIntent intent) {
    index.computeIfAbsent(key, first -> new ArrayList<>()).add(intent);
  }

  /** All that may have made a task ({@link CreateIntent#mayHaveMade}), and others like them. */
  Collection<CreateIntent> alike(RemoteSnapshot task) {
    Map<Long, CreateIntent> alike = new LinkedHashMap<>();
    Fields fields = task.fields();
    for (List<CreateIntent> found :
        List.of(
            byRemoteId.getOrDefault(task.id(), List.of()),
            byTitle.getOrDefault(StoredForm.told(fields.title()), List.of()),
            byDescription.getOrDefault(StoredForm.told(fields.description()), List.of()))) {
      found.forEach(intent -> alike.put(intent.id(), intent));
    }
    return alike.values();
  }
}
