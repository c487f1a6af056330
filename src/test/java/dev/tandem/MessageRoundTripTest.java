package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tandem.bus.BusMessage;
import dev.tandem.bus.LocalMessage;
import dev.tandem.bus.WireJson;
import dev.tandem.bus.WireTypes;
import dev.tandem.config.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written to the wire is what is read from it, for every message there is. */
final class MessageRoundTripTest {
  private static final WireTypes TYPES = Messages.types();

  static Stream<String> clusterWideNames() {
    return TYPES.names().stream()
        .filter(name -> !LocalMessage.class.isAssignableFrom(TYPES.type(name)));
  }

  @Test
  void knowsEveryMessageThereIs() {
    List<String> missing =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.tandem")
                .stream()
                .filter(type -> type.isAssignableTo(BusMessage.class) && !type.isInterface())
                .filter(type -> !known(type))
                .map(JavaClass::getName)
                .toList();
    assertThat(missing).isEmpty();
  }

  private static boolean known(JavaClass type) {
    try {
      return !TYPES.name(type.reflect()).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("clusterWideNames")
  void survivesTheWireWithEveryFieldSet(String name) throws Exception {
    assertSurvives(sample(TYPES.type(name), true));
  }

  @ParameterizedTest
  @MethodSource("clusterWideNames")
  void survivesTheWireWithEveryOptionalFieldAbsent(String name) throws Exception {
    assertSurvives(sample(TYPES.type(name), false));
  }

  private static void assertSurvives(Object message) throws Exception {
    byte[] wire = WireJson.MAPPER.writeValueAsBytes(message);
    assertThat(WireJson.MAPPER.readValue(wire, message.getClass())).isEqualTo(message);
  }

  /** An instance whose fields all differ from their defaults, or are as absent as they may be. */
  private static Object sample(Type type, boolean full) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      return sampleOf(generic, full);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isSealed()) {
      return sample(raw.getPermittedSubclasses()[0], full);
    }
    if (raw.isRecord()) {
      return sampleRecord(raw, full);
    }
    if (raw.isEnum()) {
      Object[] constants = raw.getEnumConstants();
      return constants[constants.length - 1];
    }
    return Map.<Class<?>, Object>ofEntries(
            Map.entry(String.class, "grüße \"x\""),
            Map.entry(long.class, 7_000_000_000L),
            Map.entry(Long.class, 7_000_000_000L),
            Map.entry(int.class, 5),
            Map.entry(Integer.class, 5),
            Map.entry(double.class, 2.5),
            Map.entry(Double.class, 2.5),
            Map.entry(boolean.class, true),
            Map.entry(Boolean.class, true),
            Map.entry(Instant.class, Instant.parse("2026-11-22T10:00:00.123456Z")),
            Map.entry(Duration.class, Duration.ofMillis(1234)),
            Map.entry(Secret.class, new Secret("s")))
        .get(raw);
  }

  private static Object sampleOf(ParameterizedType generic, boolean full)
      throws ReflectiveOperationException {
    Type first = generic.getActualTypeArguments()[0];
    Class<?> raw = (Class<?>) generic.getRawType();
    if (raw == List.class) {
      return full ? List.of(sample(first, true)) : List.of();
    }
    if (raw == Set.class) {
      return full ? Set.of(sample(first, true)) : Set.of();
    }
    if (raw == Optional.class) {
      return full ? Optional.of(sample(first, true)) : Optional.empty();
    }
    Type second = generic.getActualTypeArguments()[1];
    return full ? Map.of(sample(first, true), sample(second, true)) : Map.of();
  }

  private static Object sampleRecord(Class<?> raw, boolean full)
      throws ReflectiveOperationException {
    RecordComponent[] components = raw.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      boolean absent = !full && components[i].getAnnotatedType().getAnnotations().length > 0;
      values[i] = absent ? null : sample(components[i].getGenericType(), full);
    }
    Constructor<?> constructor = raw.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }
}
