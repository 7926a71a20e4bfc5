package dev.storeward.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.User;
import dev.storeward.core.user.UserChange;
import dev.storeward.store.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {
    private final CoreFixture core = CoreFixture.start();
    private final Tenant tenant = core.tenant("acme");
    private final User user = core.user(tenant, "ann@acme.test", Role.MEMBER);

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void aKeySaysWhoCalls() {
        Keys.Issued issued =
                core.keys.create(
                        core.admin, user.id(), new NewKey("k", null), InSameTransaction.nothing());

        Caller caller =
                core.authenticator.authenticate(issued.secret().reveal(), "r1").orElseThrow();

        assertThat(caller)
                .isEqualTo(
                        new Caller(
                                user.id(),
                                user.number(),
                                "ann@acme.test",
                                Role.MEMBER,
                                tenant.scope(),
                                new KeyInUse(issued.key().id(), null, 0),
                                "r1"));
    }

    @Test
    void aRememberedKeyStillCarriesTheRequestsOwnId() {
        String key = core.key(user.id()).reveal();

        assertThat(core.authenticator.authenticate(key, "r1").orElseThrow().requestId())
                .isEqualTo("r1");
        assertThat(core.authenticator.authenticate(key, "r2").orElseThrow().requestId())
                .isEqualTo("r2");
    }

    @Test
    void whatIsNoKeyIsNobody() {
        String key = core.key(user.id()).reveal();

        assertThat(core.authenticator.authenticate("", "r")).isEmpty();
        assertThat(core.authenticator.authenticate(key.substring(0, 9), "r")).isEmpty();
        assertThat(core.authenticator.authenticate(key + "x", "r")).isEmpty();
        assertThat(core.authenticator.authenticate(key.substring(0, key.length() - 1), "r"))
                .isEmpty();
        assertThat(core.authenticator.authenticate("x".repeat(100_000), "r")).isEmpty();
    }

    @Test
    void keysThatBeginAlikeAreToldApart() {
        core.bootstrap.ensure("other@localhost", Secret.of(CoreFixture.ADMIN_KEY + "-other"));

        assertThat(core.authenticator.authenticate(CoreFixture.ADMIN_KEY + "-other", "r"))
                .map(Caller::email)
                .contains("other@localhost");
        assertThat(core.authenticator.authenticate(CoreFixture.ADMIN_KEY, "r")).isEmpty();
    }

    @Test
    void aRevokedKeyDiesAtOnce() {
        Keys.Issued issued =
                core.keys.create(
                        core.admin, user.id(), new NewKey("k", null), InSameTransaction.nothing());
        String key = issued.secret().reveal();
        assertThat(core.authenticator.authenticate(key, "r")).isPresent();

        core.keys.revoke(core.admin, issued.key().id(), InSameTransaction.nothing());

        assertThat(core.authenticator.authenticate(key, "r")).isEmpty();
    }

    @Test
    void aKeyRevokedOnOneNodeDiesOnTheOthers() {
        Keys.Issued issued =
                core.keys.create(
                        core.admin, user.id(), new NewKey("k", null), InSameTransaction.nothing());
        String key = issued.secret().reveal();
        try (CallerCache cache = new CallerCache(core.database, InstantSource.system())) {
            Authenticator other = new Authenticator(core.tx, cache, core.chosen);
            assertThat(other.authenticate(key, "r")).isPresent();

            core.keys.revoke(core.admin, issued.key().id(), InSameTransaction.nothing());

            await().until(() -> other.authenticate(key, "r").isEmpty());
        }
    }

    @Test
    void nothingIsRememberedWhileTheDatabaseIsSilent() {
        String key = core.key(user.id()).reveal();
        AtomicLong days = new AtomicLong();
        InstantSource neverNear = () -> Instant.ofEpochSecond(86_400 * days.incrementAndGet());
        try (CallerCache cache = new CallerCache(core.database, neverNear)) {
            Authenticator other = new Authenticator(core.tx, cache, core.chosen);
            assertThat(other.authenticate(key, "r")).isPresent();

            core.sql("UPDATE api_key SET revoked_at = now() WHERE NOT bootstrap");

            assertThat(other.authenticate(key, "r")).isEmpty();
        }
    }

    @Test
    void anExpiredKeyIsNobodys() {
        String key = core.key(user.id()).reveal();
        core.sql("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE NOT bootstrap");

        assertThat(core.authenticator.authenticate(key, "r")).isEmpty();
    }

    @Test
    void theKeysOfADisabledUserDieAtOnce() {
        String key = core.key(user.id()).reveal();
        assertThat(core.authenticator.authenticate(key, "r")).isPresent();

        core.users.disable(
                core.admin,
                user.id(),
                new FileDisposition.KeepFiles(),
                InSameTransaction.nothing());

        assertThat(core.authenticator.authenticate(key, "r")).isEmpty();
    }

    @Test
    void aNewRoleHoldsAtOnce() {
        String key = core.key(user.id()).reveal();
        assertThat(core.authenticator.authenticate(key, "r").orElseThrow().role())
                .isEqualTo(Role.MEMBER);

        core.users.update(
                core.admin,
                user.id(),
                new UserChange(null, "supervisor"),
                InSameTransaction.nothing());

        assertThat(core.authenticator.authenticate(key, "r").orElseThrow().role())
                .isEqualTo(Role.SUPERVISOR);
    }

    @Test
    void aTenantIsFoundByItsSlug() {
        assertThat(core.authenticator.tenantBySlug("acme")).contains(tenant.scope());
        assertThat(core.authenticator.tenantBySlug("acm")).isEmpty();
    }
}
