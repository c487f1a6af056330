package dev.tandem;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tandem.bus.BusMessage;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Holds the package table of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.tandem", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final List<String> PACKAGES =
      List.of(
          "config",
          "bus",
          "task",
          "suggestion",
          "account",
          "sync",
          "ticktick",
          "persistence",
          "openid",
          "http",
          "sandbox");

  @ArchTest static final ArchRule config = mayImport("config");
  @ArchTest static final ArchRule bus = mayImport("bus");
  @ArchTest static final ArchRule task = mayImport("task", "bus");
  @ArchTest static final ArchRule suggestion = mayImport("suggestion", "task", "bus");
  @ArchTest static final ArchRule account = mayImport("account", "task", "bus", "config");
  @ArchTest static final ArchRule sync = mayImport("sync", "task", "account", "bus");

  @ArchTest
  static final ArchRule ticktick =
      mayImport("ticktick", "sync", "task", "account", "bus", "config");

  @ArchTest
  static final ArchRule persistence =
      mayImport("persistence", "sync", "suggestion", "account", "task", "bus", "config");

  @ArchTest static final ArchRule openid = mayImport("openid", "account", "bus", "config");

  @ArchTest
  static final ArchRule http =
      mayImport("http", "sync", "suggestion", "account", "task", "bus", "config");

  @ArchTest static final ArchRule sandbox = mayImport("sandbox", "config");

  @ArchTest
  static final ArchRule sql =
      only("persistence", "io.vertx.sqlclient..", "io.vertx.pgclient..", "java.sql..")
          .because("one verticle owns the pool and is the only one that speaks SQL");

  @ArchTest
  static final ArchRule webClient =
      only("ticktick", "io.vertx.ext.web.client..")
          .because("every remote request goes through the budget, the breaker and the refresh");

  @ArchTest
  static final ArchRule web =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.tandem.http..", "dev.tandem.sandbox..", "dev.tandem.ticktick..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx.ext.web..")
          .because("only the HTTP verticle speaks HTTP to clients (the sandbox to its own)");

  @ArchTest
  static final ArchRule eventBus =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tandem.bus..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.vertx.core.eventbus..")
                  .or(
                      DescribedPredicate.describe(
                          "the event bus", type -> type.isEquivalentTo(EventBus.class))))
          .because("Bus is the only place that sends, replies and fails");

  @ArchTest
  static final ArchRule noCycles = slices().matching("dev.tandem.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule clocks =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("time comes from a Clock or the database, so that tests can set it");

  @ArchTest
  static final ArchRule messages =
      classes()
          .that()
          .implement(BusMessage.class)
          .and()
          .areNotInterfaces()
          .should()
          .beRecords()
          .because("messages are handed over by reference and so must not change");

  @ArchTest
  static final ArchRule neverBlock =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.tandem.Main")
          .should()
          .callMethod(Future.class, "await")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .because("an event loop that waits serves nobody");

  private static ArchRule mayImport(String name, String... allowed) {
    List<String> own = Stream.concat(Stream.of(name), Stream.of(allowed)).distinct().toList();
    String[] forbidden =
        PACKAGES.stream()
            .filter(other -> !own.contains(other))
            .map(other -> "dev.tandem." + other + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("dev.tandem." + name + "..")
        .should()
        .dependOnClassesThat(
            DescribedPredicate.<JavaClass>or(
                JavaClass.Predicates.resideInAnyPackage(forbidden),
                // Composition knows all; nobody knows composition.
                JavaClass.Predicates.resideInAPackage("dev.tandem")))
        .because("dependencies point inwards, as the package table says")
        .allowEmptyShould(true);
  }

  private static ArchRule only(String name, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.tandem." + name + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
