package dev.storeward.core.access.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.KeyInUse;
import dev.storeward.core.access.Role;
import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.crypto.SealedRows;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.core.user.User;
import dev.storeward.core.user.UserChange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a door that takes signed requests asks: whose key is it, and with what does it sign. */
class SigningKeysTest {
    private final CoreFixture core = CoreFixture.start();
    private final Sealer sealer = core.sealer();
    private final SigningKeys signing = new SigningKeys(core.tx, core.callers, sealer);
    private final Keys keys =
            new Keys(core.tx, core.audit, core.callers, core.random, Caps.usual(), signing);
    private final Tenant acme = core.tenant("acme");
    private final User ann = core.user(acme, "ann@acme.test", Role.MEMBER);
    private final Keys.Issued issued = issue(ann.id());
    private final String id = issued.key().prefix();

    @AfterEach
    void close() {
        core.close();
    }

    private Keys.Issued issue(UUID userId) {
        return keys.createSigning(
                core.admin, userId, new NewKey("k", null), InSameTransaction.nothing());
    }

    @Test
    void anAccessKeyIdTellsTheSecretAndWhoCalls() {
        SigningKey found = signing.find(id).orElseThrow();

        assertThat(found.accessKeyId()).isEqualTo(id).matches("SW[A-Z2-7]{18}");
        assertThat(found.secret()).isEqualTo(issued.secret());
        assertThat(found.caller("r1"))
                .isEqualTo(
                        new Caller(
                                ann.id(),
                                ann.number(),
                                "ann@acme.test",
                                Role.MEMBER,
                                acme.scope(),
                                new KeyInUse(issued.key().id(), null, 0),
                                "r1"));
        assertThat(signing.find(id).orElseThrow().caller("r2").requestId()).isEqualTo("r2");
        assertThat(found.toString()).doesNotContain(issued.secret().reveal());
    }

    @Test
    void whatIsNoAccessKeyIdIsNobodys() {
        String other = AccessKeyIds.next(core.random);

        for (String unknown :
                List.of(
                        "",
                        other,
                        id.toLowerCase(Locale.ROOT),
                        id + "A",
                        id.substring(1),
                        "AK" + id.substring(2),
                        id.substring(0, 19) + "1",
                        id.substring(0, 19) + "\0",
                        issued.secret().reveal(),
                        core.key(ann.id()).reveal(),
                        "x".repeat(100_000))) {
            assertThat(signing.find(unknown)).as(unknown).isEmpty();
        }
    }

    @Test
    void aKeyThatIsSentAsAnApiKeyIsNobodys() {
        for (String presented : List.of(id, issued.secret().reveal(), id.substring(0, 10))) {
            assertThat(core.authenticator.authenticate(presented, "r")).as(presented).isEmpty();
        }
    }

    @Test
    void aKeyThatSignsNeverAuthenticatesWhateverItsRowHolds() {
        String sent = core.key(ann.id()).reveal();
        core.asOwner("ALTER TABLE api_key DROP CONSTRAINT api_key_kind");
        core.sql(
                "UPDATE api_key SET kind = 'signing' WHERE prefix = '"
                        + sent.substring(0, 10)
                        + "'");

        assertThat(core.authenticator.authenticate(sent, "r")).isEmpty();
    }

    @Test
    void anExpiredKeySignsNoMore() {
        core.settableTime();
        Keys.Issued expiring =
                keys.createSigning(
                        core.admin,
                        ann.id(),
                        new NewKey("k", Instant.now().plusSeconds(3600)),
                        InSameTransaction.nothing());
        core.setTime(Duration.ofMinutes(59));
        assertThat(signing.find(expiring.key().prefix())).isPresent();
        core.callers.forget();

        core.setTime(Duration.ofMinutes(61));

        assertThat(signing.find(expiring.key().prefix())).isEmpty();
        assertThat(signing.find(id)).isPresent();
    }

    @Test
    void aRevokedKeySignsNoMoreAtOnceAndItsSecretIsGone() {
        assertThat(signing.find(id)).isPresent();

        core.keys.revoke(core.admin, issued.key().id(), InSameTransaction.nothing());

        assertThat(signing.find(id)).isEmpty();
        assertThat(secrets()).isZero();
    }

    @Test
    void aKeyRevokedOnOneNodeSignsNoMoreOnTheOthers() {
        try (CallerCache theirs = new CallerCache(core.database, InstantSource.system())) {
            SigningKeys other = new SigningKeys(core.tx, theirs, sealer);
            assertThat(other.find(id)).isPresent();

            core.keys.revoke(core.admin, issued.key().id(), InSameTransaction.nothing());

            await().until(() -> other.find(id).isEmpty());
        }
    }

    @Test
    void theKeysOfADisabledUserAndOfADeletedTenantSignNoMore() {
        Tenant gone = core.tenant("gone");
        Keys.Issued theirs = issue(core.user(gone, "g@gone.test", Role.MEMBER).id());
        Keys.Issued crossed = issue(core.user(acme, "bob@acme.test", Role.MEMBER).id());
        List<String> ids = List.of(id, theirs.key().prefix(), crossed.key().prefix());
        ids.forEach(each -> assertThat(signing.find(each)).isPresent());

        core.users.disable(
                core.admin, ann.id(), new FileDisposition.KeepFiles(), InSameTransaction.nothing());
        core.sql("UPDATE tenant SET deleted_at = now() WHERE slug = 'gone'");
        core.sql("UPDATE app_user SET disabled_at = now() WHERE email = 'bob@acme.test'");
        core.callers.forget();

        ids.forEach(each -> assertThat(signing.find(each)).isEmpty());
    }

    @Test
    void aNewRoleHoldsAtOnce() {
        assertThat(signing.find(id).orElseThrow().caller("r").role()).isEqualTo(Role.MEMBER);

        core.users.update(
                core.admin,
                ann.id(),
                new UserChange(null, "supervisor"),
                InSameTransaction.nothing());

        assertThat(signing.find(id).orElseThrow().caller("r").role()).isEqualTo(Role.SUPERVISOR);
    }

    @Test
    void whatIsRememberedAsksNothingAndWhatIsUnknownIsNotRemembered() {
        assertThat(signing.find(id)).isPresent();
        String later = AccessKeyIds.next(core.random);
        assertThat(signing.find(later)).isEmpty();

        core.sql("UPDATE api_key SET prefix = '" + later + "' WHERE prefix = '" + id + "'");

        assertThat(signing.find(id)).as("remembered").isPresent();
        assertThat(signing.find(later)).as("not remembered as unknown").isPresent();
    }

    @Test
    void nothingIsRememberedWhileTheDatabaseIsSilent() {
        AtomicLong days = new AtomicLong();
        InstantSource neverNear = () -> Instant.ofEpochSecond(86_400 * days.incrementAndGet());
        try (CallerCache deaf = new CallerCache(core.database, neverNear)) {
            SigningKeys other = new SigningKeys(core.tx, deaf, sealer);
            assertThat(other.find(id)).isPresent();

            core.sql("UPDATE api_key SET revoked_at = now() WHERE kind = 'signing'");

            assertThat(other.find(id)).isEmpty();
        }
    }

    @Test
    void theSecretIsInTheDatabaseUnderTheMasterKeyOnlyAndOpensForItsOwnKeyOnly() {
        String kept =
                core.tx
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        """
                                        SELECT (SELECT string_agg(k::text, ' ') FROM api_key k)
                                            || (SELECT string_agg(s::text, ' ') FROM signing_key s)
                                            || (SELECT string_agg(encode(s.sealed, 'escape'), ' ') FROM signing_key s)
                                            || (SELECT string_agg(a::text, ' ') FROM audit a) AS kept
                                        """,
                                        row -> row.text("kept")));
        assertThat(kept)
                .contains(id)
                .contains(sealer.currentKeyId())
                .doesNotContain(issued.secret().reveal());

        Keys.Issued second = issue(ann.id());
        core.sql(
                "UPDATE signing_key SET sealed = (SELECT sealed FROM signing_key WHERE key_id = '%s') WHERE key_id = '%s'"
                        .formatted(issued.key().id(), second.key().id()));

        assertThatThrownBy(() -> signing.find(second.key().prefix()))
                .isInstanceOf(CryptoException.class);
        assertThat(signing.find(id)).isPresent();
    }

    @Test
    void whatSealsAnewPassesOverASecretThatIsJustBeingRemoved() {
        SealedRows rows = SigningKeys.sealedRows();
        SealedRows.Value read =
                core.tx.forSystem().statement(sql -> rows.notUnder(sql, "", "", 10)).getFirst();
        byte[] anew = {1, 2, 3};
        try (Database other = core.ofOneConnection()) {
            core.tx
                    .forSystem()
                    .run(sql -> {
                        sql.update("DELETE FROM signing_key");
                        assertThat(
                                        CompletableFuture.supplyAsync(() ->
                                                        other.tx()
                                                                .forSystem()
                                                                .statement(theirs ->
                                                                        rows.replace(
                                                                                theirs, read,
                                                                                anew)))
                                                .join())
                                .isFalse();
                    });
        }
        assertThat(secrets()).isZero();
    }

    @Test
    void aKeyIsFoundByAnIndexAmongMany() {
        core.sql(
                """
                INSERT INTO api_key (id, user_id, name, kind, prefix, hash, created_at)
                SELECT gen_random_uuid(), u.id, 'k', 'signing', 'SW' || lpad(n::text, 18, 'A'), '', now()
                FROM generate_series(1, 3000) n, app_user u WHERE u.tenant_id IS NOT NULL
                """);
        core.analyze();

        List<String> plan =
                core.tx
                        .forSystem()
                        .statement(sql ->
                                sql.list(
                                        "EXPLAIN " + SigningKeyTable.USABLE,
                                        row -> row.text("QUERY PLAN"),
                                        id));
        assertThat(plan)
                .anyMatch(line -> line.matches(".*Index Scan using api_key_(signing|prefix) .*"))
                .noneMatch(line -> line.contains("Seq Scan on api_key"));
    }

    private long secrets() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one("SELECT count(*) AS n FROM signing_key", row -> row.number("n")));
    }
}
