package dev.tandem.bus;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The message types a process knows, by their {@link WireName}. */
public final class WireTypes {
  private final Map<String, Class<? extends BusMessage>> byName = new HashMap<>();
  private final Map<Class<?>, String> byType = new HashMap<>();

  private WireTypes() {}

  /**
   * Collects the records behind the given types; a sealed type stands for all it permits.
   *
   * @throws IllegalArgumentException if a message is no record, has no name, or two share one
   */
  public static WireTypes of(Collection<? extends Class<? extends BusMessage>> types) {
    WireTypes wireTypes = new WireTypes();
    types.forEach(wireTypes::add);
    return wireTypes;
  }

  private void add(Class<?> type) {
    if (byType.containsKey(type)) {
      return;
    }
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        add(permitted);
      }
      return;
    }
    WireName name = type.getAnnotation(WireName.class);
    if (!type.isRecord() || name == null) {
      throw new IllegalArgumentException(type.getName() + " is no record with a WireName");
    }
    Class<?> other = byName.putIfAbsent(name.value(), type.asSubclass(BusMessage.class));
    if (other != null) {
      throw new IllegalArgumentException(type + " and " + other + " share " + name.value());
    }
    byType.put(type, name.value());
  }

  /** The names of all known types, sorted. */
  public Set<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  /**
   * The type behind a name.
   *
   * @throws IllegalArgumentException for a name that no known type has
   */
  public Class<? extends BusMessage> type(String name) {
    Class<? extends BusMessage> type = byName.get(name);
    if (type == null) {
      throw new IllegalArgumentException("unknown message type " + name);
    }
    return type;
  }

  /**
   * The name of a type.
   *
   * @throws IllegalArgumentException for a type that was not collected
   */
  public String name(Class<?> type) {
    String name = byType.get(type);
    if (name == null) {
      throw new IllegalArgumentException(type.getName() + " is no known message type");
    }
    return name;
  }
}
