package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.store.Secret;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BootstrapAdminTest {
    private static final Secret NONE = Secret.of("");

    private final CoreFixture core = CoreFixture.start();

    @AfterEach
    void close() {
        core.close();
    }

    private Optional<Caller> caller(String key) {
        return core.authenticator.authenticate(key, "r");
    }

    @Test
    void theGivenKeyIsTheSuperAdmins() {
        assertThat(caller(CoreFixture.ADMIN_KEY))
                .contains(
                        new Caller(
                                core.admin.userId(),
                                core.admin.userNumber(),
                                "admin@localhost",
                                Role.SUPER_ADMIN,
                                null,
                                core.admin.key(),
                                "r"));
    }

    @Test
    void theSameKeyAtTheNextStartChangesNothing() {
        core.bootstrap.ensure("admin@localhost", Secret.of(CoreFixture.ADMIN_KEY));

        assertThat(count("SELECT count(*) AS n FROM api_key")).isEqualTo(1);
        assertThat(count("SELECT count(*) AS n FROM app_user")).isEqualTo(1);
    }

    @Test
    void anotherKeyEndsTheOneBefore() {
        String next = "another-key-of-the-tests-0123456789abcdef";
        core.bootstrap.ensure("admin@localhost", Secret.of(next));

        assertThat(caller(next)).isPresent();
        assertThat(caller(CoreFixture.ADMIN_KEY)).isEmpty();
    }

    @Test
    void withoutAKeyOneIsMadeOnceAndShownOnce() {
        core.sql("UPDATE api_key SET revoked_at = now()");
        core.callers.forget();

        Secret made = core.bootstrap.ensure("admin@localhost", NONE).orElseThrow();

        assertThat(caller(made.reveal())).map(Caller::role).contains(Role.SUPER_ADMIN);
        assertThat(core.bootstrap.ensure("admin@localhost", NONE)).isEmpty();
        assertThat(caller(made.reveal())).isPresent();
    }

    @Test
    void aShortKeyIsRefusedWithoutBeingTold() {
        assertThatThrownBy(() -> core.bootstrap.ensure("admin@localhost", Secret.of("too-short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 to 512 characters")
                .hasMessageNotContaining("too-short");
    }

    private long count(String query) {
        return core.tx.forSystem().statement(sql -> sql.one(query, row -> row.number("n")));
    }
}
