package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a supervisor would make without end, up to its cap. */
class CapsTest {
    private static final Caps FEW = new Caps(3, 2, 4, 1, 1);
    private static final Instant FAR = Instant.parse("2099-01-01T00:00:00Z");

    private final CoreFixture core = CoreFixture.start();
    private final Tenant acme = core.tenant("acme");
    private final Caller supervisor = core.caller(acme, "s@acme.example", Role.SUPERVISOR);
    private final Users users =
            new Users(core.tx, core.audit, core.callers, new OwnedNothing(), FEW);
    private final Keys keys =
            new Keys(core.tx, core.audit, core.callers, core.random, FEW, core.signing);
    private int named;

    @AfterEach
    void close() {
        core.close();
    }

    /** Users without files. */
    private static final class OwnedNothing implements FilesOfUser {
        @Override
        public void endUploads(UUID userId) {}

        @Override
        public void delete(Caller caller, UUID tenantId, UUID userId) {}

        @Override
        public void transfer(Caller caller, UUID tenantId, UUID from, UUID to) {}
    }

    private User user(Caller caller) {
        return users.create(
                caller,
                acme.id(),
                new NewUser("u" + named++ + "@acme.example", "member"),
                InSameTransaction.nothing());
    }

    private UUID key(Caller caller, UUID userId) {
        return keys.create(caller, userId, new NewKey("k", FAR), InSameTransaction.nothing())
                .key()
                .id();
    }

    private static void assertRefused(Problem problem, String there) {
        assertThat(problem)
                .isEqualTo(
                        new Problem.InUse(
                                "There are "
                                        + there
                                        + " already, which is the most. Remove some, or ask the operator of the platform."));
    }

    @Test
    void aTenantHasSoManyUsersThatAreNotDisabled() {
        User first = user(supervisor);
        user(supervisor);

        assertRefused(Problems.of(() -> user(supervisor)), "3 users of this tenant");

        users.disable(
                supervisor,
                first.id(),
                new FileDisposition.KeepFiles(),
                InSameTransaction.nothing());
        assertThat(user(supervisor).disabledAt()).isNull();
    }

    @Test
    void aSuperAdminIsNotHeldToIt() {
        user(supervisor);
        user(supervisor);

        assertThat(user(core.admin).disabledAt()).isNull();
    }

    @Test
    void aUserHasSoManyKeysThatCanBeUsed() {
        User user = user(supervisor);
        UUID first = key(supervisor, user.id());
        key(supervisor, user.id());

        assertRefused(Problems.of(() -> key(supervisor, user.id())), "2 usable keys of this user");

        keys.revoke(supervisor, first, InSameTransaction.nothing());
        UUID expired = key(supervisor, user.id());
        core.sql("UPDATE api_key SET expires_at = created_at WHERE id = '" + expired + "'");
        assertThat(key(supervisor, user.id())).isNotNull();
    }

    @Test
    void aTenantHasSoManyKeysOfAllItsUsers() {
        for (int i = 0; i < 2; i++) {
            User user = user(supervisor);
            key(supervisor, user.id());
            key(supervisor, user.id());
        }

        assertRefused(
                Problems.of(() -> key(supervisor, supervisor.userId())),
                "4 usable keys of this tenant's users");
    }
}
