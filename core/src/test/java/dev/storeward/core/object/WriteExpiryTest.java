package dev.storeward.core.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.Ids;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteExpiryTest {
    private final CoreFixture core = CoreFixture.start();
    private final WriteExpiry expiry = new WriteExpiry(core.tx, RemovalPermit.always());
    private final UUID node = Ids.next();

    @AfterEach
    void close() {
        core.close();
    }

    /** A tenant with writes of 7 bytes each, by a node that beats now. */
    private UUID writing(String slug, int writes) {
        UUID tenant = core.tenant(slug).id();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO node (id, name, started_at, heartbeat_at)
                            VALUES (?, 'n', sw_now(), sw_now()) ON CONFLICT DO NOTHING
                            """,
                            node);
                    sql.update(
                            "UPDATE usage SET charged = charged + 100 + 7 * ? WHERE tenant_id = ?",
                            writes,
                            tenant);
                    sql.update(
                            """
                            INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                              node_id, token, format, key_id, charged, created_at, deadline)
                            SELECT ?, gen_random_uuid(), gen_random_uuid(), ?, 'k' || n, 'writing', ?,
                              gen_random_uuid(), 1, 'k', 7, sw_now(), sw_now() + interval '1 hour'
                            FROM generate_series(1, ?) AS n
                            """,
                            tenant,
                            Ids.next(),
                            node,
                            writes);
                });
        return tenant;
    }

    private long charged(UUID tenant) {
        return core.tx
                .forTenant(tenant)
                .statement(sql ->
                        sql.one(
                                "SELECT charged FROM usage WHERE tenant_id = ?",
                                row -> row.number("charged"),
                                tenant));
    }

    @Test
    void theChargesOfADeadNodesWritesComeBackAfterThirtySeconds() {
        UUID tenant = writing("acme", 3);
        core.moveTime(Duration.ofSeconds(29));
        assertThat(expiry.run()).isZero();
        assertThat(charged(tenant)).isEqualTo(121);

        core.moveTime(Duration.ofSeconds(31));

        assertThat(expiry.run()).isEqualTo(3);
        assertThat(charged(tenant)).isEqualTo(100);
        assertThat(expiry.run()).isZero();
    }

    @Test
    void manyWritesAreTakenBackAPageAtATime() {
        UUID tenant = writing("acme", 1_001);
        core.moveTime(Duration.ofSeconds(31));

        assertThat(expiry.run()).isEqualTo(1_001);

        assertThat(charged(tenant)).isEqualTo(100);
    }

    @Test
    void aTenantWhoseUsageRowIsLockedHoldsBackNoOther() throws InterruptedException {
        UUID locked = writing("locked", 2);
        UUID free = writing("free", 4);
        core.moveTime(Duration.ofSeconds(31));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread holder =
                Thread.ofVirtual()
                        .start(() ->
                                core.tx
                                        .forTenant(locked)
                                        .run(sql -> {
                                            ExpiryTable.lockUsage(sql, locked, 1_000);
                                            held.countDown();
                                            awaitUninterrupted(over);
                                        }));
        held.await();

        assertThat(expiry.run()).isEqualTo(4);

        assertThat(charged(free)).isEqualTo(100);
        assertThat(charged(locked)).isEqualTo(114);
        over.countDown();
        holder.join();
        assertThat(expiry.run()).isEqualTo(2);
        assertThat(charged(locked)).isEqualTo(100);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void nothingIsTakenBackWithoutThePermit() {
        UUID tenant = writing("acme", 1);
        core.moveTime(Duration.ofSeconds(31));

        assertThat(new WriteExpiry(core.tx, () -> false).run()).isZero();

        assertThat(charged(tenant)).isEqualTo(107);
    }

    @Test
    void aWriteWhoseRowSomebodyHoldsIsLeftForTheNextRound() throws InterruptedException {
        UUID tenant = writing("acme", 2);
        core.moveTime(Duration.ofSeconds(31));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread holder =
                Thread.ofVirtual()
                        .start(() ->
                                core.tx
                                        .forTenant(tenant)
                                        .run(sql -> {
                                            sql.first(
                                                    "SELECT 1 FROM object WHERE tenant_id = ? AND key = 'k1' FOR UPDATE",
                                                    row -> true,
                                                    tenant);
                                            held.countDown();
                                            awaitUninterrupted(over);
                                        }));
        held.await();

        assertThat(expiry.run()).isEqualTo(1);

        assertThat(charged(tenant)).isEqualTo(107);
        over.countDown();
        holder.join();
        assertThat(expiry.run()).isEqualTo(1);
    }
}
