package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.sync.QueueRoutes.ProjectsStored;
import dev.tandem.sync.QueueRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import dev.tandem.task.Project;
import java.util.List;
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
    assertThat(store(true, HOME, WORK)).isEqualTo(new ProjectsStored(2, 0, 0, List.of()));
    List<String> before = versions();
    assertThat(store(true, HOME, WORK)).isEqualTo(new ProjectsStored(0, 0, 2, List.of()));
    assertThat(versions()).isEqualTo(before);
    assertThat(projects())
        .extracting(Project::remoteId, Project::name, Project::color)
        .containsExactly(tuple("h", "Home", "#fff"), tuple("w", "Work", null));
  }

  @Test
  void aChangedListIsUpdatedAlone() {
    store(true, HOME, WORK);
    RemoteProject renamed = new RemoteProject("w", "Office", "#000", 0, true);
    assertThat(store(true, HOME, renamed)).isEqualTo(new ProjectsStored(0, 1, 1, List.of()));
    Project office = projects().get(0);
    assertThat(office.name()).isEqualTo("Office");
    assertThat(office.archived()).isTrue();
    assertThat(office.syncedAt()).isNotNull();
  }

  @Test
  void aListMissingFromACompleteAnswerIsKeptAndMarkedUntilItIsSeenAgain() {
    store(true, HOME, WORK);
    store(false, HOME);
    assertThat(missing()).isEmpty();
    store(true, HOME);
    assertThat(missing()).containsExactly("w");
    assertThat(projects()).hasSize(2);
    assertThat(store(true, HOME, WORK)).isEqualTo(new ProjectsStored(0, 1, 1, List.of()));
    assertThat(missing()).isEmpty();
  }

  @Test
  void theInboxIsNoList() {
    RemoteProject inbox = new RemoteProject("inbox7", "Inbox", null, 0, false);
    assertThat(store(true, inbox, HOME)).isEqualTo(new ProjectsStored(1, 0, 0, List.of()));
    assertThat(projects()).extracting(Project::name).containsExactly("Home");
  }

  @Test
  void aListToldTwiceIsOne() {
    assertThat(store(true, HOME, HOME)).isEqualTo(new ProjectsStored(1, 0, 0, List.of()));
  }

  @Test
  void accountsThatStoreAtOnceHaveTheirOwnLists() {
    var both =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    new PgProjects(db.pool())
                        .store(new StoreProjects(account, 0, List.of(WORK, HOME), true)))
            .toList();
    long created = both.stream().mapToLong(stored -> result(stored).created()).sum();
    assertThat(created).isEqualTo(2);
    assertThat(projects()).hasSize(2);
    long other = db.user();
    assertThat(result(db.store().listProjects(other, 10, null)).projects()).isEmpty();
  }

  private ProjectsStored store(boolean complete, RemoteProject... projects) {
    return result(
        new PgProjects(db.pool())
            .store(new StoreProjects(account, 0, List.of(projects), complete)));
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
