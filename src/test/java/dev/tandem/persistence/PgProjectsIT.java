package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.ProjectRoutes.ProjectsStored;
import dev.tandem.sync.ProjectRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import dev.tandem.sync.Settlement;
import dev.tandem.task.Project;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectField;
import dev.tandem.task.ProjectReply;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgProjectsIT {
  private static final RemoteProject HOME = new RemoteProject("h", "Home", "#fff", 1, false);
  private static final RemoteProject WORK = new RemoteProject("w", "Work", null, 2, false);

  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private long user;
  private long account;

  @BeforeEach
  void connect() {
    user = db.user();
    account = db.account(user, "connected");
  }

  @Test
  void newListsAreMadeAndTheSameListsAreNotWrittenAgain() {
    assertThat(store(true, HOME, WORK)).isEqualTo(stored(2, 0, 0));
    List<String> before = versions();
    assertThat(store(true, HOME, WORK)).isEqualTo(stored(0, 0, 2));
    assertThat(versions()).isEqualTo(before);
    assertThat(projects())
        .extracting(Project::remoteId, Project::content)
        .containsExactly(tuple("h", HOME.content()), tuple("w", WORK.content()));
  }

  @Test
  void aChangedListIsUpdatedAlone() {
    store(true, HOME, WORK);
    RemoteProject renamed = new RemoteProject("w", "Office", "#000", 0, true);
    assertThat(store(true, HOME, renamed)).isEqualTo(stored(0, 1, 1));
    Project office = projects().get(0);
    assertThat(office.content()).isEqualTo(renamed.content());
    assertThat(office.syncedAt()).isNotNull();
  }

  @Test
  void aListThatCannotBeReadHereCostsNoOther() {
    store(true, HOME, WORK);
    edit("h", "name", "House");
    db.rows("UPDATE push_queue SET intent = '{\"create\": 7, \"write\": 7}'");
    RemoteProject garden = new RemoteProject("g", "Garden", null, 3, false);

    store(true, new RemoteProject("h", "Flat", "#fff", 1, false), work("Office"), garden);

    assertThat(projects())
        .extracting(project -> project.content().name())
        .containsExactlyInAnyOrder("House", "Office", "Garden");
  }

  private static RemoteProject work(String name) {
    return new RemoteProject("w", name, null, 2, false);
  }

  @Test
  void aListMissingFromACompleteAnswerIsKeptAndMarkedUntilItIsSeenAgain() {
    store(true, HOME, WORK);
    store(false, HOME);
    assertThat(missing()).isEmpty();
    store(true, HOME);
    assertThat(missing()).containsExactly("w");
    assertThat(projects()).hasSize(2);
    assertThat(store(true, HOME, WORK)).isEqualTo(stored(0, 1, 1));
    assertThat(missing()).isEmpty();
  }

  @Test
  void aListThatTwoCompleteAnswersDoNotNameIsTold() {
    store(true, HOME, WORK);
    assertThat(store(true, HOME).absent()).isEmpty();
    assertThat(store(false, HOME).absent()).isEmpty();
    assertThat(store(true, HOME).absent()).containsExactly("w");
    // One that was begun before the first of them says nothing more.
    assertThat(aged(Duration.ofMinutes(1), HOME).absent()).isEmpty();
    assertThat(store(true, HOME, WORK).absent()).isEmpty();
    assertThat(store(true, HOME).absent()).isEmpty();
  }

  @Test
  void aListThatIsSeenBetweenTwoAnswersWithoutItIsNotAbsentTwice() {
    store(true, HOME, WORK);
    store(true, HOME);
    edit("w", "name", "Office");
    db.rows("UPDATE push_queue SET lease_until = now() + interval '1 minute'");

    store(true, HOME, WORK);

    assertThat(missing()).as("seen while it is pushed").isEmpty();
    assertThat(store(true, HOME).absent()).isEmpty();
    db.rows("UPDATE push_queue SET lease_until = NULL");
    db.rows(
        "UPDATE projects SET replaced = $1 WHERE remote_id = 'w'",
        new JsonObject(Jsonb.write(WORK)));
    store(true, HOME, WORK);
    assertThat(missing()).as("seen as it was before our write").isEmpty();
  }

  @Test
  void aPendingChangeIsNotOverwrittenAndOneThatIsOverruledIsLogged() {
    store(true, HOME, WORK);
    edit("h", "name", "House");
    store(true, new RemoteProject("h", "Home", "#000000", 1, false), WORK);
    assertThat(named("h").content()).isEqualTo(new ProjectContent("House", "#000000", 1, false));
    assertThat(named("h").sync().pendingFields()).containsExactly("name");

    store(true, new RemoteProject("h", "Flat", "#000000", 1, false), WORK);

    assertThat(named("h").content().name()).isEqualTo("Flat");
    assertThat(named("h").sync().hasPendingChanges()).isFalse();
    assertThat(
            db.row(
                    "SELECT local #>> '{}' FROM conflicts WHERE user_id = $1 AND project_id = $2"
                        + " AND reviewed_at IS NOT NULL",
                    user,
                    named("h").id())
                .getString(0))
        .isEqualTo("House");
  }

  @Test
  void aListThatIsBeingPushedIsLeftToAnotherReading() {
    store(true, HOME, WORK);
    edit("h", "name", "House");
    db.rows("UPDATE push_queue SET lease_until = now() + interval '1 minute'");
    RemoteProject flat = new RemoteProject("h", "Flat", "#fff", 1, false);
    assertThat(store(true, flat, WORK)).isEqualTo(stored(0, 0, 2));
    assertThat(named("h").content().name()).isEqualTo("House");
  }

  @Test
  void aReadingThatWasBegunBeforeOurWriteWasSettledSaysNothingAboutIt() {
    store(true, HOME, WORK);
    RemoteProject house = new RemoteProject("h", "House", "#fff", 1, false);
    store(true, house, WORK);
    db.rows("UPDATE projects SET settled_at = clock_timestamp() WHERE remote_id = 'h'");

    aged(Duration.ofSeconds(5), HOME, WORK);

    assertThat(named("h").content().name()).isEqualTo("House");
    store(true, HOME, WORK);
    assertThat(named("h").content().name()).isEqualTo("Home");
  }

  @Test
  void theFirstReadingThatShowsTheWorldBeforeOurWriteIsNotBelieved() {
    RemoteProject house = new RemoteProject("h", "House", "#fff", 1, false);
    store(true, house, WORK);
    db.rows(
        "UPDATE projects SET replaced = $1 WHERE remote_id = 'h'",
        new JsonObject(Jsonb.write(HOME)));

    store(true, HOME, WORK);
    assertThat(named("h").content().name()).isEqualTo("House");
    store(true, HOME, WORK);
    assertThat(named("h").content().name()).isEqualTo("Home");
  }

  @Test
  void aListThatAnOpenCreateMayHaveMadeIsNotImported() {
    String id = "%08x0123456789abcdef".formatted(Instant.now().getEpochSecond());
    ProjectReply made =
        result(
            new PgProjectStore(db.pool(), event -> {})
                .handle(
                    new ProjectCommand.Create(
                        user,
                        new ProjectContent("Garden", null, 0, false),
                        Set.of(ProjectField.NAME))));
    long list = ((ProjectReply.One) made).project().id();
    result(
        new PgProjectQueue(
                db.pool(), new Settlement.Limits(3, Duration.ZERO, Duration.ZERO), event -> {})
            .claim(new ProjectRoutes.Claim("worker", 100, Duration.ofSeconds(30))));

    store(true, HOME, new RemoteProject(id, "Garden", null, 0, false));

    assertThat(projects()).extracting(Project::id).hasSize(2).contains(list);
  }

  @Test
  void aListThatWasDeletedHereComesBackOnlyIfItIsShownTwiceLater() {
    store(true, HOME, WORK);
    db.rows(
        "UPDATE projects SET deleted_at = now(), replaced = base,"
            + " settled_at = clock_timestamp() - interval '50 seconds' WHERE remote_id = 'h'");
    assertThat(store(true, HOME, WORK).created()).isZero();
    db.rows("UPDATE projects SET settled_at = settled_at - interval '1 minute'");
    assertThat(store(true, HOME, WORK).created()).isZero();
    assertThat(store(true, HOME, WORK).created()).isEqualTo(1);
    assertThat(projects()).hasSize(2);
  }

  @Test
  void theInboxIsNoList() {
    RemoteProject inbox = new RemoteProject("inbox7", "Inbox", null, 0, false);
    assertThat(store(true, inbox, HOME)).isEqualTo(stored(1, 0, 0));
    assertThat(projects()).extracting(Project::content).containsExactly(HOME.content());
  }

  @Test
  void aListToldTwiceIsOne() {
    assertThat(store(true, HOME, HOME)).isEqualTo(stored(1, 0, 0));
  }

  @Test
  void accountsThatStoreAtOnceHaveTheirOwnLists() {
    var both =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    new PgProjects(db.pool())
                        .store(
                            new StoreProjects(
                                account, 0, List.of(WORK, HOME), true, Duration.ZERO)))
            .toList();
    long created = both.stream().mapToLong(stored -> result(stored).created()).sum();
    assertThat(created).isEqualTo(2);
    assertThat(projects()).hasSize(2);
    long other = db.user();
    assertThat(result(db.store().listProjects(other, 10, null)).projects()).isEmpty();
  }

  private static ProjectsStored stored(long created, long updated, long unchanged) {
    return new ProjectsStored(created, updated, unchanged, List.of());
  }

  private ProjectsStored store(boolean complete, RemoteProject... projects) {
    return result(
        new PgProjects(db.pool())
            .store(new StoreProjects(account, 0, List.of(projects), complete, Duration.ZERO)));
  }

  private ProjectsStored aged(Duration age, RemoteProject... projects) {
    return result(
        new PgProjects(db.pool())
            .store(new StoreProjects(account, 0, List.of(projects), true, age)));
  }

  private void edit(String remoteId, String field, String value) {
    ProjectReply changed =
        result(
            new PgProjectStore(db.pool(), event -> {})
                .handle(
                    new ProjectCommand.Update(
                        user,
                        named(remoteId).id(),
                        ProjectField.named(Set.of(field)),
                        new ProjectContent(value, null, 0, false))));
    assertThat(changed).isInstanceOf(ProjectReply.One.class);
  }

  private Project named(String remoteId) {
    return projects().stream()
        .filter(project -> remoteId.equals(project.remoteId()))
        .findFirst()
        .orElseThrow();
  }

  private List<Project> projects() {
    return result(db.store().listProjects(user, 10, null)).projects();
  }

  private List<String> versions() {
    return db
        .rows("SELECT xmin::text || xmax::text FROM projects WHERE user_id = $1", user)
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private List<String> missing() {
    return db
        .rows(
            "SELECT remote_id FROM projects WHERE user_id = $1 AND missing_since IS NOT NULL", user)
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
