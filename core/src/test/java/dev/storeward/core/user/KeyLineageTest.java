package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.store.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What came of a stolen key ends with it, and a stolen key ends nothing of its owner's. */
class KeyLineageTest {
    private final Instant soon =
            Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);

    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final User owner = core.user(acme, "owner@acme.test", Role.SUPERVISOR);
    private final User colleague = core.user(acme, "colleague@acme.test", Role.SUPERVISOR);

    /** Made by the super admin's key. */
    private final Keys.Issued owners = issue(core.admin, owner.id(), null);

    private final Keys.Issued stolen = issue(core.admin, owner.id(), soon);

    @AfterEach
    void close() {
        core.close();
    }

    private Keys.Issued issue(Caller maker, UUID userId, @Nullable Instant expiresAt) {
        return core.keys.create(
                maker, userId, new NewKey("k", expiresAt), InSameTransaction.nothing());
    }

    private Caller with(Keys.Issued key) {
        return core.authenticator.authenticate(key.secret().reveal(), "r").orElseThrow();
    }

    private boolean lives(Keys.Issued key) {
        return core.authenticator.authenticate(key.secret().reveal(), "r").isPresent();
    }

    private void revoke(Caller caller, Keys.Issued key) {
        core.keys.revoke(caller, key.key().id(), InSameTransaction.nothing());
    }

    private Problem refusedToRevoke(Caller caller, Keys.Issued key) {
        return Problems.of(() -> revoke(caller, key));
    }

    @Test
    void aKeyEndsNoLaterThanTheOneThatMadeIt() {
        Keys.Issued made = issue(with(stolen), owner.id(), null);

        assertThat(made.key().expiresAt()).isEqualTo(soon);
        assertThat(made.key().issuedBy()).isEqualTo(stolen.key().id());
        Instant sooner = soon.minusSeconds(60);
        assertThat(issue(with(stolen), colleague.id(), sooner).key().expiresAt()).isEqualTo(sooner);
        assertThat(Problems.of(() -> issue(with(stolen), owner.id(), soon.plusSeconds(1))))
                .isEqualTo(
                        Problem.invalid(
                                "expires_at",
                                "Must not be after "
                                        + soon
                                        + ", when the key ends that makes it."));
    }

    @Test
    void aKeyDiesWithTheOneItCameOfOverUsersAndGenerations() {
        Keys.Issued child = issue(with(stolen), owner.id(), null);
        Keys.Issued grandchild = issue(with(child), colleague.id(), null);
        Keys.Issued greatGrandchild = issue(with(grandchild), colleague.id(), null);
        Keys.Issued beside = issue(with(owners), colleague.id(), null);
        Stream.of(child, grandchild, greatGrandchild)
                .forEach(key -> assertThat(lives(key)).isTrue());

        revoke(core.admin, stolen);

        for (Keys.Issued key : List.of(stolen, child, grandchild, greatGrandchild)) {
            assertThat(lives(key)).isFalse();
        }
        assertThat(lives(beside)).isTrue();
        assertThat(lives(owners)).isTrue();
    }

    @Test
    void aStolenKeyEndsNoKeyOfItsOwnerThatOutlivesIt() {
        Caller thief = with(stolen);

        assertThat(refusedToRevoke(thief, owners)).isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.users.disable(
                                        thief,
                                        owner.id(),
                                        new FileDisposition.KeepFiles(),
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(
                        Problems.of(() ->
                                core.revocations.endAccess(
                                        thief,
                                        owner.id(),
                                        IssuedKeys.END,
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(lives(owners)).isTrue();
    }

    @Test
    void aDetourOverAnotherUserLeadsNoFurther() {
        Caller detour = with(issue(with(stolen), colleague.id(), null));
        Caller further = with(issue(detour, colleague.id(), null));

        for (Caller thief : List.of(detour, further)) {
            assertThat(refusedToRevoke(thief, owners)).isInstanceOf(Problem.Forbidden.class);
            assertThat(refusedToRevoke(thief, stolen)).isInstanceOf(Problem.Forbidden.class);
        }
        assertThat(lives(owners)).isTrue();
    }

    @Test
    void theOwnersKeyEndsTheStolenOne() {
        Keys.Issued made = issue(with(stolen), colleague.id(), null);

        revoke(with(owners), stolen);

        assertThat(lives(stolen)).isFalse();
        assertThat(lives(made)).isFalse();
    }

    @Test
    void ofTwoKeysThatLiveAsLongTheOlderEndsTheOther() {
        Keys.Issued younger = issue(core.admin, owner.id(), null);

        assertThat(refusedToRevoke(with(younger), owners)).isInstanceOf(Problem.Forbidden.class);
        revoke(with(owners), younger);

        assertThat(lives(younger)).isFalse();
    }

    @Test
    void aKeyEndsItselfAndWhatItMade() {
        Keys.Issued made = issue(with(stolen), owner.id(), null);
        assertThat(refusedToRevoke(with(made), stolen)).isInstanceOf(Problem.Forbidden.class);

        revoke(with(stolen), stolen);

        assertThat(lives(made)).isFalse();
    }

    @Test
    void whatAKeyMadeIsKeptByOthersOnlyAndEndedLater() {
        Keys.Issued made = issue(with(stolen), colleague.id(), null);
        assertThat(
                        Problems.of(() ->
                                core.keys.revoke(
                                        with(stolen),
                                        stolen.key().id(),
                                        IssuedKeys.KEEP,
                                        InSameTransaction.nothing())))
                .isInstanceOf(Problem.Invalid.class);

        core.keys.revoke(
                core.admin, stolen.key().id(), IssuedKeys.KEEP, InSameTransaction.nothing());
        assertThat(lives(stolen)).isFalse();
        assertThat(lives(made)).isTrue();

        revoke(core.admin, stolen);
        assertThat(lives(made)).isFalse();
        assertThat(refusedToRevoke(core.admin, stolen)).isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void whoIsDisabledTakesAlongWhatTheirKeysMade() {
        Keys.Issued made = issue(with(owners), colleague.id(), null);

        core.users.disable(
                core.admin,
                owner.id(),
                new FileDisposition.KeepFiles(),
                InSameTransaction.nothing());

        assertThat(lives(made)).isFalse();
    }

    @Test
    void allThatAUserHasEndsInOneCall() {
        Keys.Issued made = issue(with(stolen), colleague.id(), null);

        core.revocations.endAccess(
                core.admin, owner.id(), IssuedKeys.END, InSameTransaction.nothing());

        for (Keys.Issued key : List.of(owners, stolen, made)) {
            assertThat(lives(key)).isFalse();
        }
        assertThat(core.dispositions).containsExactly("end uploads " + owner.id());
        assertThat(lives(issue(core.admin, owner.id(), null))).isTrue();
    }

    @Test
    void aNewAdminKeyEndsWhatSuperAdminsMadeWithTheOldOne() {
        Keys.Issued thiefs = issue(core.admin, core.admin.userId(), null);
        Keys.Issued further = issue(with(thiefs), core.admin.userId(), null);
        String next = "another-key-of-the-tests-0123456789abcdef";

        core.bootstrap.ensure("admin@localhost", Secret.of(next));

        assertThat(lives(thiefs)).isFalse();
        assertThat(lives(further)).isFalse();
        assertThat(lives(owners)).as("of a tenant's user").isTrue();
        Caller admin = core.authenticator.authenticate(next, "r").orElseThrow();
        UUID old = Objects.requireNonNull(owners.key().issuedBy());
        core.keys.revoke(admin, old, InSameTransaction.nothing());
        assertThat(lives(owners)).isFalse();
    }

    @Test
    void aKeyThatHasJustEndedMakesNone() {
        Caller thief = with(stolen);
        revoke(core.admin, stolen);

        assertThat(Problems.of(() -> issue(thief, owner.id(), null)))
                .isInstanceOf(Problem.Unauthorized.class);
    }

    @Test
    void whatIsMadeWhileItsMakerEndsEndsToo() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            Keys.Issued taken = issue(core.admin, owner.id(), null);
            Caller thief = with(taken);
            Caller second = with(issue(thief, owner.id(), null));
            CountDownLatch begun = new CountDownLatch(2);
            List<Thread> makers =
                    IntStream.range(0, 2)
                            .mapToObj(i ->
                                    Thread.ofVirtual()
                                            .start(() ->
                                                    makeUntilRefused(
                                                            i == 0 ? thief : second, begun)))
                            .toList();
            begun.await();

            revoke(core.admin, taken);

            for (Thread maker : makers) {
                maker.join();
            }
            assertThat(livingBelow(taken.key().id())).isZero();
        }
    }

    private void makeUntilRefused(Caller maker, CountDownLatch begun) {
        for (int made = 0; made < 200; made++) {
            try {
                issue(maker, colleague.id(), null);
            } catch (ProblemException e) {
                return;
            } finally {
                begun.countDown();
            }
        }
    }

    private long livingBelow(UUID keyId) {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                """
                                WITH RECURSIVE b AS (SELECT ?::uuid AS id UNION
                                  SELECT k.id FROM api_key k JOIN b ON k.issued_by = b.id)
                                SELECT count(*) AS n FROM api_key k JOIN b USING (id)
                                WHERE k.revoked_at IS NULL
                                """,
                                row -> row.number("n"),
                                keyId));
    }
}
