package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.account.PersonCommand;
import dev.tandem.account.User;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgSignInsIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private static final String ISSUER = "https://id.example";

  private final AccountFixture events = new AccountFixture(db);
  private PgUsers users;

  @BeforeEach
  void clear() {
    db.rows("TRUNCATE users, erased_openid_identities RESTART IDENTITY CASCADE");
    users = new PgUsers(db.pool(), events);
  }

  private Future<UserReply> comes(String issuer, String subject) {
    return users.handle(new UserCommand.SignIn(issuer, subject, "name of " + subject));
  }

  private User user(String subject) {
    return ((UserReply.OneUser) result(comes(ISSUER, subject))).user();
  }

  @Test
  void knowsAPersonByIssuerAndSubjectTogether() {
    User ada = user("ada");
    assertThat(ada.name()).isEqualTo("name of ada");
    assertThat(ada.role()).isEqualTo(User.Role.USER);
    assertThat(ada.email()).isNull();

    assertThat(user("ada")).isEqualTo(ada);
    assertThat(user("Ada").id()).isNotEqualTo(ada.id());
    assertThat(((UserReply.OneUser) result(comes("https://other.example", "ada"))).user().id())
        .isNotEqualTo(ada.id());
  }

  @Test
  void manyWhoComeFirstBecomeOne() {
    List<Future<UserReply>> replies =
        IntStream.range(0, 50).mapToObj(i -> comes(ISSUER, "crowd")).toList();

    assertThat(replies.stream().map(StoreFixture::result).distinct()).hasSize(1);
    assertThat(db.number("SELECT count(*) FROM users")).isEqualTo(1);
  }

  @Test
  void anErasedPersonStaysAwayForNinetyDaysAndIsThenSomebodyNew() {
    User ada = user("ada");
    User ben = user("ben");
    Erasures erasures = new Erasures(db.vertx(), new PgErasure(db.pool()), events);
    result(erasures.erase(new PersonCommand.Erase(ada.id(), Duration.ofSeconds(20))));

    assertThat(result(comes(ISSUER, "ada"))).isEqualTo(new UserReply.Missing());
    assertThat(db.number("SELECT count(*) FROM users")).isEqualTo(1);
    assertThat(user("ben")).isEqualTo(ben);
    assertThat(db.row("SELECT to_jsonb(e)::text FROM erased_openid_identities e").getString(0))
        .doesNotContain("ada");

    Upkeep upkeep = new Upkeep(db.vertx(), db.pool());
    db.rows("UPDATE erased_openid_identities SET erased_at = now() - interval '89 days'");
    result(upkeep.run());
    assertThat(result(comes(ISSUER, "ada"))).isEqualTo(new UserReply.Missing());
    db.rows("UPDATE erased_openid_identities SET erased_at = now() - interval '91 days'");
    result(upkeep.run());
    assertThat(user("ada").id()).isNotEqualTo(ada.id());
  }

  /** One who was found by nobody, made by another and erased before the insert went on. */
  @Test
  void looksForTheErasureBehindItsOwnInsert() {
    SqlConnection other = result(db.pool().getConnection());
    Transaction open = result(other.begin());
    result(other.query("LOCK TABLE openid_identities IN SHARE ROW EXCLUSIVE MODE").execute());
    Future<UserReply> coming = comes(ISSUER, "ada");
    Awaitility.await()
        .until(
            () ->
                db.number(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted"
                            + " AND relation = 'openid_identities'::regclass")
                    == 1);
    long made = id(other, "INSERT INTO users (name) VALUES ('ada') RETURNING id", Tuple.tuple());
    id(other, SignInSql.CREATE, Tuple.of(ISSUER, "ada", made));
    result(other.preparedQuery(SignInSql.ERASE).execute(Tuple.of(made)));
    id(other, "DELETE FROM users WHERE id = $1 RETURNING id", Tuple.of(made));
    result(open.commit());
    result(other.close());

    assertThat(result(coming)).isEqualTo(new UserReply.Missing());
    assertThat(db.number("SELECT count(*) FROM users")).isZero();
  }

  private static long id(SqlConnection connection, String sql, Tuple values) {
    return result(connection.preparedQuery(sql).execute(values)).iterator().next().getLong(0);
  }
}
