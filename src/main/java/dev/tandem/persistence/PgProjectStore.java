package dev.tandem.persistence;

import dev.tandem.task.Project;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectContent;
import dev.tandem.task.ProjectEvents;
import dev.tandem.task.ProjectField;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.ProjectTopics.ProjectChanged;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/**
 * The lists in PostgreSQL, as clients see and change them. A write and its queue row are one
 * statement.
 */
public final class PgProjectStore {
  private final Session session;
  private final ProjectEvents events;

  /** The pool stays its maker's, who closes it. */
  public PgProjectStore(Pool pool, ProjectEvents events) {
    this(Session.on(pool), events);
  }

  PgProjectStore(Session session, ProjectEvents events) {
    this.session = session;
    this.events = events;
  }

  /** Serves {@code TaskRoutes.PROJECTS}. */
  public Future<ProjectReply> handle(ProjectCommand command) {
    if (command instanceof ProjectCommand.Create create) {
      return create(create);
    }
    if (command instanceof ProjectCommand.Update update) {
      return update(update);
    }
    ProjectCommand.Get get = (ProjectCommand.Get) command;
    return session
        .run(ProjectSql.FIND, Tuple.of(get.userId(), get.projectId()))
        .map(rows -> reply(Rows.first(rows, Rows::project)));
  }

  private Future<ProjectReply> create(ProjectCommand.Create create) {
    Tuple values =
        content(Tuple.of(create.userId()), create.content())
            .addArrayOfString(ProjectField.wireNames(create.given()));
    return write(ProjectSql.CREATE, values)
        .map(
            made -> {
              if (made.isEmpty()) {
                throw new IllegalStateException("there is no user " + create.userId());
              }
              return reply(made);
            });
  }

  private Future<ProjectReply> update(ProjectCommand.Update update) {
    Tuple values =
        content(
            Tuple.of(update.userId(), update.projectId())
                .addArrayOfString(ProjectField.wireNames(update.fields())),
            update.values());
    return write(ProjectSql.UPDATE, values).map(PgProjectStore::reply);
  }

  private Future<Optional<Project>> write(String sql, Tuple values) {
    return session.retrying(() -> session.run(sql, values)).map(this::told);
  }

  private Optional<Project> told(RowSet<Row> rows) {
    return Rows.first(
        rows,
        row -> {
          Project project = Rows.project(row);
          boolean queued = Boolean.TRUE.equals(row.getBoolean(row.size() - 1));
          events.changed(new ProjectChanged(project.userId(), project.id(), queued));
          return project;
        });
  }

  private static ProjectReply reply(Optional<Project> found) {
    return found.<ProjectReply>map(ProjectReply.One::new).orElseGet(ProjectReply.Missing::new);
  }

  private static Tuple content(Tuple values, ProjectContent content) {
    return values
        .addString(content.name())
        .addString(content.color())
        .addLong(content.sortOrder())
        .addBoolean(content.archived());
  }
}
