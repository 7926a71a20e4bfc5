package dev.storeward.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.db.Connections.Turns;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tenant whose row is held takes a few connections of the pool, each for two seconds. */
class TurnsTest {
    private static final Whose A = Whose.tenant(UUID.randomUUID());
    private static final Whose B = Whose.tenant(UUID.randomUUID());

    private final Turns turns = new Turns(2, Duration.ofMillis(20), "Wait.");
    private final TwoTenants two = TwoTenants.start();

    @AfterEach
    void close() {
        two.close();
    }

    @Test
    void aTenantHasSoManyTurnsAndTheOthersTheirs() {
        try (Turn _ = turns.take(A);
                Turn second = turns.take(A)) {
            assertBusy(() -> turns.take(A));
            try (Turn _ = turns.take(B)) {
                assertThat(turns.lines()).isEqualTo(2);
            }
            second.end();
            second.end();
            try (Turn _ = turns.take(A)) {
                assertBusy(() -> turns.take(A));
            }
        }

        assertThat(turns.lines()).as("nothing is kept of tenants that are quiet").isZero();
    }

    @Test
    void workOfATenantWaitsTwoSecondsForALockAndTheSystemsTen() {
        String timeout = "SELECT current_setting('lock_timeout') AS t";
        assertThat(
                        two.tx
                                .forTenant(two.a.tenant())
                                .<String>statement(sql -> sql.one(timeout, row -> row.text("t"))))
                .isEqualTo("2s");
        assertThat(
                        two.tx
                                .forSystem()
                                .<String>statement(sql -> sql.one(timeout, row -> row.text("t"))))
                .isEqualTo("10s");
    }

    private static void assertBusy(Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> assertThat(e.kind()).isEqualTo(DatabaseException.Kind.BUSY));
    }
}
