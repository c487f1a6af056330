package dev.tandem.persistence;

import static dev.tandem.persistence.StoreFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.account.AccountTopics.KeyRevoked;
import dev.tandem.account.ApiKey;
import dev.tandem.account.User;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserCommand.EnsureOwner;
import dev.tandem.account.UserReply;
import dev.tandem.config.Secret;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class PgUsersIT {
  @RegisterExtension static final StoreFixture db = new StoreFixture();

  private final AccountFixture events = new AccountFixture(db);
  private PgUsers users;

  @BeforeEach
  void clear() {
    db.rows("TRUNCATE users RESTART IDENTITY CASCADE");
    users = new PgUsers(db.pool(), events);
  }

  @Test
  void aKeyLetsItsUserInAndIsStoredHashed() {
    User user = create("Ada", "ada@example.com");
    UserReply.KeyMade made = key(user, null);
    assertThat(made.text().reveal()).matches("tdm_[A-Za-z0-9_-]{43}");
    assertThat(ask(new UserCommand.Authenticate(made.text())))
        .isEqualTo(new UserReply.Authenticated(user, made.key().id()));
    assertThat(db.row("SELECT octet_length(key_hash) FROM api_keys").getInteger(0)).isEqualTo(32);
    assertThat(db.row("SELECT to_jsonb(k)::text FROM api_keys k").getString(0))
        .doesNotContain(made.text().reveal());
  }

  @Test
  void anUnknownOrExpiredKeyLetsNobodyIn() {
    User user = create("Ada", null);
    UserReply.KeyMade expired = key(user, Instant.now().minusSeconds(1));
    UserReply.KeyMade valid = key(user, Instant.now().plusSeconds(60));
    assertThat(authenticate("tdm_unknown")).isInstanceOf(UserReply.Missing.class);
    assertThat(authenticate(expired.text().reveal())).isInstanceOf(UserReply.Missing.class);
    assertThat(authenticate(valid.text().reveal())).isInstanceOf(UserReply.Authenticated.class);
  }

  @Test
  void theTimeOfUseIsKeptToTheMinute() {
    UserReply.KeyMade made = key(create("Ada", null), null);
    authenticate(made.text().reveal());
    String first = lastUsed();
    authenticate(made.text().reveal());
    assertThat(lastUsed()).isEqualTo(first).isNotNull();
    db.rows("UPDATE api_keys SET last_used_at = now() - interval '2 minutes'");
    String old = lastUsed();
    authenticate(made.text().reveal());
    assertThat(lastUsed()).isNotEqualTo(old);
  }

  private static String lastUsed() {
    return db.row("SELECT last_used_at::text FROM api_keys").getString(0);
  }

  @Test
  void aRevokedKeyIsGoneAndToldOf() {
    User user = create("Ada", null);
    UserReply.KeyMade made = key(user, null);
    User other = create("Eve", null);
    assertThat(ask(new UserCommand.RevokeKey(other.id(), made.key().id())))
        .as("another's key")
        .isInstanceOf(UserReply.Missing.class);
    assertThat(ask(new UserCommand.RevokeKey(user.id(), made.key().id())))
        .isEqualTo(new UserReply.Revoked(made.key().id()));
    assertThat(authenticate(made.text().reveal())).isInstanceOf(UserReply.Missing.class);
    assertThat(events.revocations()).containsExactly(new KeyRevoked(made.key().id()));
  }

  @Test
  void anAddressIsTakenInAnySpelling() {
    create("Ada", "ada@example.com");
    assertThat(ask(new UserCommand.CreateUser("Other", "ADA@example.com")))
        .isInstanceOf(UserReply.Conflicted.class);
    create("No address", null);
    create("No address either", null);
  }

  @Test
  void aKeyForNobodyIsMissing() {
    assertThat(ask(new UserCommand.CreateKey(-1, "key", null)))
        .isInstanceOf(UserReply.Missing.class);
  }

  @Test
  void pagesOfUsersFollowEachOtherWithoutGapOrRepetition() {
    List<User> made = IntStream.range(0, 5).mapToObj(i -> create("user " + i, null)).toList();
    List<User> listed = new ArrayList<>();
    String cursor = null;
    do {
      UserReply.Users page = (UserReply.Users) ask(new UserCommand.ListUsers(2, cursor));
      assertThat(page.users()).hasSizeLessThanOrEqualTo(2);
      listed.addAll(page.users());
      cursor = page.nextCursor();
    } while (cursor != null);
    assertThat(listed).isEqualTo(made);
  }

  @Test
  void aFullLastPageHasNoNext() {
    create("one", null);
    create("two", null);
    assertThat(((UserReply.Users) ask(new UserCommand.ListUsers(2, null))).nextCursor()).isNull();
  }

  @Test
  void keysAreListedByTheirUserAlone() {
    User user = create("Ada", null);
    ApiKey first = key(user, null).key();
    ApiKey second = key(user, null).key();
    key(create("Eve", null), null);
    UserReply.Keys page = (UserReply.Keys) ask(new UserCommand.ListKeys(user.id(), 1, null));
    assertThat(page.keys()).containsExactly(first);
    assertThat(
            ((UserReply.Keys) ask(new UserCommand.ListKeys(user.id(), 9, page.nextCursor())))
                .keys())
        .containsExactly(second);
  }

  @Test
  void aBadCursorIsRefused() {
    assertThat(ask(new UserCommand.ListUsers(2, "?"))).isInstanceOf(UserReply.Refused.class);
    assertThat(ask(new UserCommand.ListKeys(1, 2, "e30"))).isInstanceOf(UserReply.Refused.class);
  }

  @Test
  void theOwnerIsMadeOnceWithOneKeyHoweverManyAsk() {
    List<Future<UserReply>> asked =
        IntStream.range(0, 8).mapToObj(i -> users.handle(new EnsureOwner(null))).toList();
    List<UserReply.Owner> owners =
        asked.stream().map(reply -> (UserReply.Owner) result(reply)).toList();
    assertThat(owners).extracting(UserReply.Owner::owner).containsOnly(owners.get(0).owner());
    assertThat(owners.get(0).owner().role()).isEqualTo(User.Role.ADMIN);
    List<Secret> keys =
        owners.stream().map(UserReply.Owner::madeKey).filter(Objects::nonNull).toList();
    assertThat(keys).hasSize(1);
    assertThat(authenticate(keys.get(0).reveal())).isInstanceOf(UserReply.Authenticated.class);
  }

  @Test
  void aConfiguredKeyReplacesTheOneConfiguredEarlierAndNoOther() {
    Secret made = ((UserReply.Owner) ask(new EnsureOwner(null))).madeKey();
    assertThat(((UserReply.Owner) ask(new EnsureOwner(new Secret("first configured")))).madeKey())
        .isNull();
    ask(new EnsureOwner(new Secret("first configured")));
    assertThat(events.revocations()).isEmpty();
    assertThat(authenticate("first configured")).isInstanceOf(UserReply.Authenticated.class);
    ask(new EnsureOwner(new Secret("second configured")));
    assertThat(authenticate("first configured")).isInstanceOf(UserReply.Missing.class);
    assertThat(authenticate("second configured")).isInstanceOf(UserReply.Authenticated.class);
    assertThat(authenticate(made.reveal())).isInstanceOf(UserReply.Authenticated.class);
    assertThat(events.revocations()).hasSize(1);
  }

  @Test
  void theOwnerKeepsTheConfiguredKeyWhenNoneIsConfiguredAnyMore() {
    ask(new EnsureOwner(new Secret("configured")));
    assertThat(((UserReply.Owner) ask(new EnsureOwner(null))).madeKey()).isNull();
    assertThat(authenticate("configured")).isInstanceOf(UserReply.Authenticated.class);
  }

  @Test
  void aConfiguredKeyThatIsAnothersFailsAndChangesNothing() {
    ask(new EnsureOwner(new Secret("configured")));
    UserReply.KeyMade theirs = key(create("Eve", null), null);
    assertThatThrownBy(() -> ask(new EnsureOwner(theirs.text())))
        .hasMessageContaining("TANDEM_API_KEY")
        .hasMessageNotContaining(theirs.text().reveal());
    assertThat(authenticate("configured")).isInstanceOf(UserReply.Authenticated.class);
    assertThat(events.revocations()).isEmpty();
  }

  private UserReply ask(UserCommand command) {
    return result(users.handle(command));
  }

  private UserReply authenticate(String key) {
    return ask(new UserCommand.Authenticate(new Secret(key)));
  }

  private User create(String name, String email) {
    return ((UserReply.OneUser) ask(new UserCommand.CreateUser(name, email))).user();
  }

  private UserReply.KeyMade key(User user, Instant expiresAt) {
    return (UserReply.KeyMade) ask(new UserCommand.CreateKey(user.id(), "key", expiresAt));
  }

  @Test
  void anErasedOwnerIsFollowedByANewOne() {
    PgErasure erasure = new PgErasure(db.pool());
    Secret configured = new Secret("configured-0123456789-0123456789");
    for (Secret key : new Secret[] {null, configured}) {
      UserReply.Owner first = (UserReply.Owner) ask(new EnsureOwner(key));
      result(erasure.mark(first.owner().id()));
      UserReply.Owner next = (UserReply.Owner) ask(new EnsureOwner(key));
      assertThat(next.owner().id()).isNotEqualTo(first.owner().id());
      assertThat(next.madeKey() == null).isEqualTo(key != null);
      result(erasure.mark(next.owner().id()));
    }
  }
}
