package dev.storeward.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Ids;
import dev.storeward.core.tenant.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept of a tenant's files, and how and when it is counted again. */
class RecountTest {
    private static final UUID HERE = Ids.next();
    private static final UUID THERE = Ids.next();

    private final CoreFixture core = CoreFixture.start();
    private final Quotas quotas = new Quotas(core.tx);
    private final Tenant acme = core.tenant("acme");
    private final Caller member = core.caller(acme, "ann@acme.test", Role.MEMBER);
    private final Caller operator = core.admin.in(acme.scope());

    @AfterEach
    void close() {
        core.close();
    }

    /** Two files of 10 and 20 bytes here, one of 5 there. */
    private void files() {
        object(1, HERE);
        object(2, HERE);
        object(3, THERE);
        file(1, 10);
        file(2, 20);
        file(3, 5);
        core.sql("UPDATE usage SET charged = 35");
    }

    private static String id(int n) {
        return "'00000000-0000-0000-0000-%012d'".formatted(n);
    }

    private void object(int n, UUID location) {
        core.sql(
                """
                INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                  format, key_id, charged, created_at, deadline)
                VALUES ('%s', %s, %s, '%s', 'k%d', 'live', %s, %s, 1, 'k', 0, now(), now())
                """
                        .formatted(acme.id(), id(n), id(n), location, n, id(n), id(n)));
    }

    private void file(int n, int size) {
        core.sql(
                """
                INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                  plain_sha256, content_id, object_id, uploaded_at)
                VALUES ('%s', %s, '%s', 'a%d', 'a', 'general', 't', %d, '', %s, %s, now())
                """
                        .formatted(acme.id(), id(n), member.userId(), n, size, id(n), id(n)));
    }

    /** What is kept of a place: files and bytes. */
    private String kept(UUID location) {
        return core.tx
                .forTenant(acme.id())
                .statement(sql ->
                        sql.one(
                                """
                                SELECT coalesce(sum(files), 0) || ' files, ' || coalesce(sum(bytes), 0) || ' bytes' AS kept
                                FROM (SELECT location_id, files, bytes FROM place_base
                                      UNION ALL SELECT location_id, files, bytes FROM place_delta) k
                                WHERE location_id = ?
                                """,
                                row -> row.text("kept"),
                                location));
    }

    @Test
    void everyStatementThatMakesMovesOrDeletesFilesIsKept() {
        files();
        assertThat(kept(HERE)).isEqualTo("2 files, 30 bytes");
        assertThat(kept(THERE)).isEqualTo("1 files, 5 bytes");

        new Counts(core.tx).fold();
        core.sql("UPDATE file SET object_id = " + id(3) + " WHERE id = " + id(1));
        core.sql("UPDATE file SET user_id = " + id(9) + ", name = 'other'");
        core.sql("DELETE FROM file WHERE id IN (" + id(2) + ", " + id(3) + ")");
        assertThat(kept(HERE)).isEqualTo("0 files, 0 bytes");
        assertThat(kept(THERE)).isEqualTo("1 files, 10 bytes");

        new Counts(core.tx).fold();
        assertThat(kept(HERE)).isEqualTo("0 files, 0 bytes");
        assertThat(kept(THERE)).isEqualTo("1 files, 10 bytes");
    }

    @Test
    void aCountCorrectsTheChargeAndThePlaces() {
        files();
        new Counts(core.tx).fold();
        core.sql("UPDATE usage SET charged = 99");
        core.sql("UPDATE place_base SET files = 7, bytes = 1 WHERE location_id = '" + HERE + "'");
        core.sql("DELETE FROM place_base WHERE location_id = '" + THERE + "'");

        Usage usage = quotas.usage(member, true);

        assertThat(usage.usedBytes()).isEqualTo(35);
        assertThat(usage.countedAt()).isNotNull();
        assertThat(kept(HERE)).isEqualTo("2 files, 30 bytes");
        assertThat(kept(THERE)).isEqualTo("1 files, 5 bytes");
    }

    @Test
    void aTenantCountsOnceAnHourAndTheOperatorAtAnyTime() {
        core.settableTime();
        files();
        assertThat(quotas.usage(member, false).countedAt()).isNull();
        assertThat(quotas.usage(member, true).usedBytes()).isEqualTo(35);
        core.sql("UPDATE usage SET charged = 99");

        Usage again = quotas.usage(member, true);
        assertThat(again.usedBytes()).as("as it is kept").isEqualTo(99);
        assertThat(again.countedAt()).isNotNull();
        assertThat(quotas.usage(operator, true).usedBytes()).isEqualTo(35);

        core.sql("UPDATE usage SET charged = 99");
        core.setTime(Duration.ofMinutes(61));
        assertThat(quotas.usage(member, true).usedBytes()).isEqualTo(35);
    }

    @Test
    void aNodeThatCountsForEnoughOthersAnswersWhatIsKept() {
        files();
        core.sql("UPDATE usage SET charged = 99");
        Semaphore permits = new Semaphore(0);
        Recount recount = new Recount(core.tx, permits);

        recount.ifDue(acme.id(), true);
        assertThat(quotas.usage(member, false).usedBytes()).isEqualTo(99);

        permits.release();
        recount.ifDue(acme.id(), true);
        assertThat(quotas.usage(member, false).usedBytes()).isEqualTo(35);
        assertThat(permits.availablePermits()).as("given back").isEqualTo(1);
    }

    @Test
    void whatACountFailedOfIsToldAlsoWhenItsClaimCannotBeGivenBack() {
        core.asOwner("ALTER TABLE file RENAME TO elsewhere");
        core.asOwner("ALTER TABLE recount ADD CONSTRAINT broken CHECK (claim IS NOT NULL)");

        assertThatThrownBy(() -> quotas.usage(operator, true))
                .hasMessage("The database refused a statement (SQLSTATE 42P01).")
                .satisfies(thrown ->
                        assertThat(thrown.getSuppressed())
                                .singleElement()
                                .hasToString(
                                        "dev.storeward.core.db.DatabaseException: The database refused"
                                                + " a statement (SQLSTATE 23514)."));
    }

    @Test
    void oneCountsAtATime() {
        core.settableTime();
        files();
        core.sql("UPDATE usage SET charged = 99");
        core.sql(
                "INSERT INTO recount (tenant_id, claim, claimed_at) VALUES ('%s', %s, sw_now())"
                        .formatted(acme.id(), id(1)));

        assertThat(quotas.usage(operator, true).usedBytes()).isEqualTo(99);

        core.setTime(Duration.ofMinutes(31));
        assertThat(quotas.usage(operator, true).usedBytes())
                .as("who counted has died")
                .isEqualTo(35);
        assertThat(List.of(kept(HERE), kept(THERE)))
                .containsExactly("2 files, 30 bytes", "1 files, 5 bytes");
    }
}
