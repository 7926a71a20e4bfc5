package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysTest {
    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final Caller member = core.caller(acme, "mia@acme.test", Role.MEMBER);
    private final User colleague = core.user(acme, "col@acme.test", Role.MEMBER);

    @AfterEach
    void close() {
        core.close();
    }

    private Keys.Issued create(Caller caller, NewKey made) {
        return core.keys.create(caller, caller.userId(), made, InSameTransaction.nothing());
    }

    @Test
    void aUserMakesListsAndRevokesTheirOwnKeys() {
        Keys.Issued issued = create(member, new NewKey("laptop", null));

        assertThat(issued.secret().reveal()).matches("sw_[0-9A-Za-z]{43}");
        assertThat(issued.key().prefix()).isEqualTo(issued.secret().reveal().substring(0, 10));
        assertThat(core.keys.list(member, member.userId(), PageRequest.first()).items())
                .containsExactly(issued.key());

        core.keys.revoke(member, issued.key().id(), InSameTransaction.nothing());

        assertThat(core.keys.list(member, member.userId(), PageRequest.first()).items()).isEmpty();
        assertThat(
                        Problems.of(() ->
                                core.keys.revoke(
                                        member, issued.key().id(), InSameTransaction.nothing())))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void aMemberCannotTouchTheKeysOfAColleague() {
        Keys.Issued issued =
                core.keys.create(
                        core.admin,
                        colleague.id(),
                        new NewKey("k", null),
                        InSameTransaction.nothing());

        assertThat(
                        Problems.of(() ->
                                core.keys.create(
                                        member,
                                        colleague.id(),
                                        new NewKey("k", null),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(Problems.of(() -> core.keys.list(member, colleague.id(), PageRequest.first())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.keys.revoke(
                                        member, issued.key().id(), InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void aKeyThatWouldHaveExpiredIsNotMade() {
        assertThat(
                        Problems.of(() ->
                                create(
                                        member,
                                        new NewKey("k", Instant.parse("2020-01-01T00:00:00Z")))))
                .isEqualTo(Problem.invalid("expires_at", "Must be in the future."));
        Instant later = Instant.parse("2999-01-01T00:00:00Z");
        assertThat(create(member, new NewKey("k", later)).key().expiresAt()).isEqualTo(later);
    }

    @Test
    void aDisabledUserGetsNoKey() {
        core.users.disable(
                core.admin,
                colleague.id(),
                new FileDisposition.KeepFiles(),
                InSameTransaction.nothing());

        assertThat(
                        Problems.of(() ->
                                core.keys.create(
                                        core.admin,
                                        colleague.id(),
                                        new NewKey("k", null),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.InUse.class);
    }

    @Test
    void unknownUsersAndKeysAreNotFound() {
        assertThat(Problems.of(() -> core.keys.list(core.admin, Ids.next(), PageRequest.first())))
                .isInstanceOf(Problem.NotFound.class);
        assertThat(
                        Problems.of(() ->
                                core.keys.revoke(
                                        core.admin, Ids.next(), InSameTransaction.nothing())))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void onlyPrefixAndDigestOfAKeyAreKept() {
        String key = create(member, new NewKey("laptop", null)).secret().reveal();

        String everything =
                core.tx
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        """
                                        SELECT (SELECT string_agg(k::text, ' ') FROM api_key k)
                                            || (SELECT string_agg(a::text, ' ') FROM audit a) AS kept
                                        """,
                                        row -> row.text("kept")));

        assertThat(everything).contains(key.substring(0, 10)).doesNotContain(key.substring(10));
    }
}
