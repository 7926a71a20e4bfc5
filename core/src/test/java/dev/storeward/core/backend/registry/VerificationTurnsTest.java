package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two at once for a tenant, three for a node. */
class VerificationTurnsTest extends BackendsFixture {
    private final VerificationTurns turns = new VerificationTurns(2, 3);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final Caller theirs = core.caller(other, "tom@other.test", Role.SUPERVISOR);

    @AfterEach
    void answer() throws InterruptedException {
        answered.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private String slow() {
        asked.incrementAndGet();
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "verified";
    }

    private void begin(Caller caller, Tenant tenant) {
        begin(turns, caller, tenant.id());
    }

    private void begin(VerificationTurns taken, Caller caller, UUID tenantId) {
        int before = asked.get();
        threads.add(
                Thread.ofVirtual()
                        .start(() ->
                                assertThat(taken.take(caller, tenantId, this::slow))
                                        .isEqualTo("verified")));
        Awaitility.await().until(() -> asked.get() == before + 1);
    }

    private Problem refused(Caller caller, UUID tenantId) {
        return Problems.of(() -> turns.take(caller, tenantId, () -> "verified"));
    }

    @Test
    void aTenantWithAsManyAsItMayIsRefusedAndAnotherIsNot() {
        begin(supervisor, acme);
        begin(supervisor, acme);

        assertThat(refused(supervisor, acme.id()))
                .isEqualTo(
                        new Problem.RateLimited(
                                "This tenant has storage configurations verified already, as many"
                                        + " as one may at once (2). Try again when one of them has ended.",
                                2,
                                10,
                                10));
        assertThat(turns.take(theirs, other.id(), () -> "verified")).isEqualTo("verified");
    }

    @Test
    void aNodeWithAsManyAsItMayRefusesEverybodyButTheOperator() {
        begin(supervisor, acme);
        begin(supervisor, acme);
        begin(theirs, other);

        assertThat(refused(theirs, other.id()))
                .isInstanceOfSatisfying(
                        Problem.RateLimited.class,
                        e -> assertThat(e.message()).startsWith("This server verifies"));
        Caller admin = core.admin;
        assertThat(turns.take(admin, acme.id(), () -> "verified")).isEqualTo("verified");
    }

    /** Eight silent places of two tenants are all that a node would have asked. */
    @Test
    void tenantsWithSilentPlacesLeaveTurnsToThoseThatHaveNone() {
        VerificationTurns eight = new VerificationTurns(4, 8);
        UUID silent = new UUID(0, 1);
        for (int i = 0; i < 4; i++) {
            begin(eight, supervisor, silent);
        }
        begin(eight, theirs, other.id());
        begin(eight, theirs, other.id());

        assertThat(Problems.of(() -> eight.take(theirs, other.id(), () -> "verified")))
                .isEqualTo(
                        new Problem.RateLimited(
                                "This server verifies many storage configurations already, and keeps"
                                        + " the rest for tenants that have none verified (6). Try"
                                        + " again when one of them has ended.",
                                6,
                                10,
                                10));
        begin(eight, supervisor, acme.id());
        assertThat(eight.take(supervisor, new UUID(0, 2), () -> "verified")).isEqualTo("verified");
        begin(eight, supervisor, new UUID(0, 2));
        assertThat(Problems.of(() -> eight.take(supervisor, new UUID(0, 3), () -> "verified")))
                .isInstanceOf(Problem.RateLimited.class);
    }

    @Test
    void aTurnIsGivenBackWhateverComesOfIt() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() ->
                            turns.take(
                                    supervisor,
                                    acme.id(),
                                    () -> {
                                        throw new IllegalStateException("no connector");
                                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        begin(supervisor, acme);
        begin(supervisor, acme);
        answer();

        assertThat(turns.take(supervisor, acme.id(), () -> "verified")).isEqualTo("verified");
    }
}
