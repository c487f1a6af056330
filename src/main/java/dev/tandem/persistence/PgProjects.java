package dev.tandem.persistence;

import dev.tandem.sync.Inbox;
import dev.tandem.sync.ProjectRoutes.ProjectsStored;
import dev.tandem.sync.ProjectRoutes.StoreProjects;
import dev.tandem.sync.RemoteProject;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.LinkedHashMap;
import java.util.Map;

/** The lists of an account as TickTick tells them. */
public final class PgProjects {
  private final Pool pool;

  /** The pool stays its maker's, who closes it. */
  public PgProjects(Pool pool) {
    this.pool = pool;
  }

  /** Serves {@code ProjectRoutes.STORE_PROJECTS}. */
  public Future<ProjectsStored> store(StoreProjects told) {
    // The Inbox is no list here: its tasks have none.
    Map<String, RemoteProject> lists = new LinkedHashMap<>();
    for (RemoteProject project : told.projects()) {
      if (!Inbox.is(project.id())) {
        lists.put(project.id(), project);
      }
    }
    return PgErrors.retrying(
        () ->
            pool.withTransaction(
                connection ->
                    ReadAccount.lock(connection, told.accountId(), told.generation())
                        .compose(
                            locked ->
                                locked.size() == 0
                                    ? Future.succeededFuture(ProjectsStored.NOTHING)
                                    : new ProjectReading(connection, told, lists).run())));
  }
}
