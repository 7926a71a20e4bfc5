package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that sign are made, bounded, listed and ended like keys that are sent. */
class SigningKeyIssueTest {
    private final Instant soon =
            Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);

    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final Caller member = core.caller(acme, "mia@acme.test", Role.MEMBER);
    private final Caller supervisor = core.caller(acme, "sue@acme.test", Role.SUPERVISOR);
    private final User colleague = core.user(acme, "col@acme.test", Role.MEMBER);

    @AfterEach
    void close() {
        core.close();
    }

    private Keys.Issued issue(Caller caller, UUID userId, @Nullable Instant expiresAt) {
        return issue(core.keys, caller, userId, expiresAt);
    }

    private static Keys.Issued issue(
            Keys keys, Caller caller, UUID userId, @Nullable Instant expiresAt) {
        return keys.createSigning(
                caller, userId, new NewKey("k", expiresAt), InSameTransaction.nothing());
    }

    private Caller with(Keys.Issued key) {
        return core.authenticator.authenticate(key.secret().reveal(), "r").orElseThrow();
    }

    private boolean signs(Keys.Issued key) {
        return core.signing.find(key.key().prefix()).isPresent();
    }

    @Test
    void aUserMakesListsAndRevokesTheirOwn() {
        Keys.Issued first = issue(member, member.userId(), null);
        Keys.Issued second = issue(member, member.userId(), soon);
        Keys.Issued sent =
                core.keys.create(
                        member,
                        member.userId(),
                        new NewKey("sent", null),
                        InSameTransaction.nothing());

        assertThat(first.key().prefix()).matches("SW[A-Z2-7]{18}");
        assertThat(first.secret().reveal()).matches("[A-Za-z0-9+/]{40}");
        assertThat(Base64.getDecoder().decode(first.secret().reveal())).hasSize(30);
        assertThat(second.key().prefix()).isNotEqualTo(first.key().prefix());
        assertThat(second.secret()).isNotEqualTo(first.secret());
        assertThat(second.key().expiresAt()).isEqualTo(soon);

        assertThat(core.keys.list(member, member.userId(), PageRequest.first()).items())
                .containsExactly(sent.key());
        Page<ApiKey> page = core.keys.listSigning(member, member.userId(), new PageRequest("", 1));
        assertThat(page.items()).containsExactly(first.key());
        assertThat(page.nextCursor()).isEqualTo(first.key().id().toString());

        core.keys.revoke(member, first.key().id(), InSameTransaction.nothing());

        assertThat(core.keys.listSigning(member, member.userId(), PageRequest.first()).items())
                .containsExactly(second.key());
        assertThat(signs(first)).isFalse();
        assertThat(signs(second)).isTrue();
    }

    @Test
    void rightsAreThoseOfOtherKeys() {
        assertThat(Problems.of(() -> issue(member, colleague.id(), null)))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.keys.listSigning(member, colleague.id(), PageRequest.first())))
                .isInstanceOf(Problem.Forbidden.class);
        Keys.Issued theirs = issue(supervisor, colleague.id(), null);
        assertThat(
                        Problems.of(() ->
                                core.keys.revoke(
                                        member, theirs.key().id(), InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        Caller stranger = core.caller(core.tenant("other"), "s@other.test", Role.SUPERVISOR);
        assertThat(Problems.of(() -> issue(stranger, colleague.id(), null)))
                .isInstanceOf(Problem.Foreign.class);
        assertThat(signs(theirs)).isTrue();
    }

    @Test
    void aSuperAdminBelongsToNoTenantAndGetsNone() {
        assertThat(Problems.of(() -> issue(core.admin, core.admin.userId(), null)))
                .isEqualTo(
                        new Problem.InUse(
                                "A super admin belongs to no tenant and gets no keys that sign requests."
                                        + " Make one for a user of the tenant."));
        assertThat(issue(core.admin, colleague.id(), null).key().userId())
                .isEqualTo(colleague.id());
    }

    @Test
    void aDisabledUserGetsNone() {
        core.users.disable(
                core.admin,
                colleague.id(),
                new FileDisposition.KeepFiles(),
                InSameTransaction.nothing());

        assertThat(Problems.of(() -> issue(core.admin, colleague.id(), null)))
                .isEqualTo(new Problem.InUse("The user is disabled and gets no keys."));
    }

    @Test
    void theyCountToTheCapsOfAllKeys() {
        Keys few =
                new Keys(
                        core.tx,
                        core.audit,
                        core.callers,
                        core.random,
                        new Caps(10, 2, 3, 1, 1),
                        core.signing);
        few.create(
                supervisor, member.userId(), new NewKey("sent", soon), InSameTransaction.nothing());
        Keys.Issued second = issue(few, supervisor, member.userId(), soon);

        assertThat(Problems.of(() -> issue(few, supervisor, member.userId(), soon)))
                .isEqualTo(
                        new Problem.InUse(
                                "There are 2 usable keys of this user already, which is the most."
                                        + " Remove some, or ask the operator of the platform."));
        issue(few, supervisor, colleague.id(), soon);
        assertThat(Problems.of(() -> issue(few, supervisor, colleague.id(), soon)))
                .isInstanceOf(Problem.InUse.class);

        few.revoke(supervisor, second.key().id(), InSameTransaction.nothing());
        assertThat(signs(issue(few, supervisor, colleague.id(), soon))).isTrue();
    }

    @Test
    void oneEndsNoLaterThanItsMakerAndWithIt() {
        Keys.Issued maker =
                core.keys.create(
                        core.admin,
                        member.userId(),
                        new NewKey("maker", soon),
                        InSameTransaction.nothing());
        Keys.Issued made = issue(with(maker), member.userId(), null);

        assertThat(made.key().expiresAt()).isEqualTo(soon);
        assertThat(made.key().issuedBy()).isEqualTo(maker.key().id());
        assertThat(Problems.of(() -> issue(with(maker), member.userId(), soon.plusSeconds(1))))
                .isEqualTo(
                        Problem.invalid(
                                "expires_at",
                                "Must not be after "
                                        + soon
                                        + ", when the key ends that makes it."));
        assertThat(
                        Problems.of(() ->
                                issue(
                                        member,
                                        member.userId(),
                                        Instant.parse("2020-01-01T00:00:00Z"))))
                .isEqualTo(Problem.invalid("expires_at", "Must be in the future."));
        assertThat(signs(made)).isTrue();

        core.keys.revoke(core.admin, maker.key().id(), InSameTransaction.nothing());

        assertThat(signs(made)).isFalse();
    }

    @Test
    void aKeyThatIsSentEndsNoOlderOneThatSigns() {
        Keys.Issued older = issue(core.admin, member.userId(), null);
        Keys.Issued sent =
                core.keys.create(
                        core.admin,
                        member.userId(),
                        new NewKey("sent", null),
                        InSameTransaction.nothing());

        assertThat(
                        Problems.of(() ->
                                core.keys.revoke(
                                        with(sent), older.key().id(), InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(signs(older)).isTrue();
    }

    @Test
    void theyEndWithAllThatAUserHas() {
        Keys.Issued one = issue(core.admin, member.userId(), null);

        core.revocations.endAccess(
                core.admin, member.userId(), IssuedKeys.END, InSameTransaction.nothing());

        assertThat(signs(one)).isFalse();
    }

    @Test
    void theAuditNamesTheAccessKeyIdAndNoSecret() {
        Keys.Issued one = issue(member, member.userId(), null);
        core.keys.revoke(member, one.key().id(), InSameTransaction.nothing());

        List<String> rows =
                core.tx
                        .forSystem()
                        .statement(sql ->
                                sql.list(
                                        "SELECT action || ' ' || details::text AS t FROM audit"
                                                + " WHERE target = ? ORDER BY at, id",
                                        row -> row.text("t"),
                                        "key:" + one.key().id()));
        assertThat(rows)
                .hasSize(2)
                .allSatisfy(row ->
                        assertThat(row)
                                .contains("\"access_key_id\": \"" + one.key().prefix() + "\"")
                                .doesNotContain(one.secret().reveal()))
                .anySatisfy(row -> assertThat(row).startsWith("key.create "))
                .anySatisfy(row -> assertThat(row).startsWith("key.revoke "));
    }
}
