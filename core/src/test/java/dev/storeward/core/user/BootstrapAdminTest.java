package dev.storeward.core.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.ChosenKeys;
import dev.storeward.core.access.Role;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.store.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

    @Test
    void aChosenKeyIsKeptAsASlowHashWithoutItsFirstCharacters() {
        String sha256 =
                HexFormat.of()
                        .formatHex(
                                Sha256.of(CoreFixture.ADMIN_KEY.getBytes(StandardCharsets.UTF_8)));

        String kept = text("SELECT api_key::text AS t FROM api_key");

        assertThat(kept)
                .doesNotContain(CoreFixture.ADMIN_KEY.substring(0, 4))
                .doesNotContain(sha256.substring(0, 8));
        assertThat(text("SELECT length(salt) || ' ' || rounds AS t FROM api_key"))
                .isEqualTo("16 10");
    }

    @Test
    void aMadeKeyIsKeptAsItWas() {
        core.sql("UPDATE api_key SET revoked_at = now()");
        core.callers.forget();
        Secret made = core.bootstrap.ensure("admin@localhost", NONE).orElseThrow();

        assertThat(caller(made.reveal())).isPresent();

        assertThat(text("SELECT prefix AS t FROM api_key WHERE salt IS NULL"))
                .isEqualTo(made.reveal().substring(0, 10));
    }

    /** As the release before wrote it. */
    private void keepAsBefore() {
        core.sql(
                "UPDATE api_key SET prefix = left('KEY', 10), hash = sha256('KEY'), salt = NULL,"
                                .replace("KEY", CoreFixture.ADMIN_KEY)
                        + " rounds = NULL, sealed = NULL");
        core.callers.forget();
    }

    @Test
    void aChosenKeyOfTheReleaseBeforeIsKeptAnewAtTheNextStart() {
        String id = text("SELECT id::text AS t FROM api_key");
        keepAsBefore();

        core.bootstrap.ensure("admin@localhost", Secret.of(CoreFixture.ADMIN_KEY));

        assertThat(text("SELECT id || ' ' || rounds || prefix AS t FROM api_key"))
                .isEqualTo(id + " 10");
        assertThat(caller(CoreFixture.ADMIN_KEY)).isPresent();
    }

    @Test
    void aChosenKeyOfTheReleaseBeforeIsKeptAnewAtItsNextUse() {
        keepAsBefore();

        assertThat(caller(CoreFixture.ADMIN_KEY)).isPresent();

        assertThat(text("SELECT rounds || prefix AS t FROM api_key")).isEqualTo("10");
        core.callers.forget();
        assertThat(caller(CoreFixture.ADMIN_KEY)).isPresent();
        assertThat(caller(CoreFixture.ADMIN_KEY + "x")).isEmpty();
    }

    @Test
    void wrongKeysBuyNoSlowHash() {
        // One slow hash of so many rounds would take hours.
        core.sql("UPDATE api_key SET rounds = 2147483647");
        core.callers.forget();

        int[] wrong = IntStream.range(0, 500).filter(this::isTold).toArray();

        for (int number : wrong) {
            assertThat(caller(guess(number))).isEmpty();
        }
        assertThat(caller(CoreFixture.ADMIN_KEY)).as("proven before").isPresent();
    }

    private static String guess(int number) {
        return CoreFixture.ADMIN_KEY.substring(0, 30) + number;
    }

    /** But for the one in 65,536 that only the slow hash tells. */
    private boolean isTold(int number) {
        byte[] right = Sha256.of(CoreFixture.ADMIN_KEY.getBytes(StandardCharsets.UTF_8));
        byte[] wrong = Sha256.of(guess(number).getBytes(StandardCharsets.UTF_8));
        return right[0] != wrong[0] || right[1] != wrong[1];
    }

    @Test
    void whatIsSealedOfAChosenKeyIsFoundByARotation() {
        List<SealedRows.Value> found =
                core.tx
                        .forSystem()
                        .statement(
                                sql -> ChosenKeys.sealedRows().notUnder(sql, "mk_other", "", 10));

        assertThat(found)
                .extracting(SealedRows.Value::address)
                .containsExactly(text("SELECT id::text AS t FROM api_key"));
    }

    private String text(String query) {
        return core.tx.forSystem().statement(sql -> sql.one(query, row -> row.text("t")));
    }

    private long count(String query) {
        return core.tx.forSystem().statement(sql -> sql.one(query, row -> row.number("n")));
    }
}
