package dev.storeward.core.access.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.KeyHash;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.User;
import dev.storeward.store.Secret;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes of the release before, which know no keys that sign, over the same database. */
class ReleaseBeforeTest {
    /** As that release asks for the keys that one which was sent may be. */
    private static final String CANDIDATES =
            """
            SELECT k.hash FROM api_key k
            JOIN app_user u ON u.id = k.user_id
            LEFT JOIN tenant t ON t.id = u.tenant_id
            WHERE (k.prefix = ? OR k.sealed_under IS NOT NULL) AND k.revoked_at IS NULL AND u.disabled_at IS NULL
              AND (k.expires_at IS NULL OR k.expires_at > sw_now()) AND t.deleted_at IS NULL AND NOT k.bootstrap
            """;

    private final CoreFixture core = CoreFixture.start();
    private final User ann = core.user(core.tenant("acme"), "ann@acme.test", Role.MEMBER);
    private final Keys.Issued signs =
            core.keys.createSigning(
                    core.admin, ann.id(), new NewKey("k", null), InSameTransaction.nothing());

    @AfterEach
    void close() {
        core.close();
    }

    @Test
    void theyFindNoKeyThatSignsByWhatIsSent() {
        for (String sent : List.of(signs.key().prefix(), signs.secret().reveal(), "")) {
            String prefix = KeyHash.of(Secret.of(sent)).prefix();
            List<byte[]> candidates =
                    core.tx
                            .forSystem()
                            .statement(
                                    sql -> sql.list(CANDIDATES, row -> row.bytes("hash"), prefix));
            assertThat(candidates).as(sent).isEmpty();
        }
    }

    @Test
    void whatTheyMakeIsAKeyThatIsSent() {
        Secret made = Secret.of("sw_" + "0123456789".repeat(4) + "abc");
        KeyHash hash = KeyHash.of(made);
        core.tx
                .forSystem()
                .run(sql ->
                        sql.update(
                                "INSERT INTO api_key (id, user_id, name, prefix, hash, issued_by, created_at, expires_at)"
                                        + " VALUES (?, ?, 'theirs', ?, ?, NULL, sw_now(), NULL)",
                                Ids.next(),
                                ann.id(),
                                hash.prefix(),
                                hash.sha256()));

        assertThat(core.authenticator.authenticate(made.reveal(), "r").orElseThrow().userId())
                .isEqualTo(ann.id());
    }

    @Test
    void whatTheyRevokeSignsNoMoreAndLeavesNoSecret() {
        core.sql("UPDATE api_key SET revoked_at = sw_now() WHERE id = '" + signs.key().id() + "'");

        assertThat(core.signing.find(signs.key().prefix())).isEmpty();
        assertThat(
                        (long)
                                core.tx
                                        .forSystem()
                                        .statement(sql ->
                                                sql.one(
                                                        "SELECT count(*) AS n FROM signing_key",
                                                        row -> row.number("n"))))
                .isZero();
    }

    @Test
    void theDatabaseHoldsNoKeyThatSignsWithADigestOrAShortPrefix() {
        for (String broken :
                List.of("hash = '\\x00'", "prefix = 'SWAAAAAAAA'", "bootstrap = true")) {
            assertThatThrownBy(() ->
                            core.sql("UPDATE api_key SET " + broken + " WHERE kind = 'signing'"))
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("23514");
        }
    }
}
