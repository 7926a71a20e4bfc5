package dev.storeward.core.upload.share;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.Problems;
import dev.storeward.core.upload.share.FairPermits.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FairPermitsTest {
    private static final int PERMITS = 16;
    private static final UUID ACME = UUID.randomUUID();
    private static final UUID OTHER = UUID.randomUUID();
    private static final Claimant MEMBER = new Claimant(ACME, UUID.randomUUID());
    private static final Claimant COLLEAGUE = new Claimant(ACME, UUID.randomUUID());
    private static final Claimant STRANGER = new Claimant(OTHER, UUID.randomUUID());

    private final FairPermits permits = permits(Duration.ofSeconds(20), 100);
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    private static FairPermits permits(Duration patience, int waiting) {
        return new FairPermits(new FairPermits.Terms(PERMITS, waiting, patience, "No room."));
    }

    /** As many as one gets without waiting. */
    private static List<Permit> all(FairPermits permits, Claimant claimant) {
        List<Permit> held = new ArrayList<>();
        try {
            while (true) {
                held.add(permits.take(claimant));
            }
        } catch (ProblemException e) {
            return held;
        }
    }

    private Thread waiting(Claimant claimant, String name) {
        int before = permits.waiting();
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try (Permit _ = permits.take(claimant)) {
                                order.add(name);
                            } catch (ProblemException e) {
                                // The test is over.
                            }
                        });
        Awaitility.await().until(() -> permits.waiting() == before + 1);
        return thread;
    }

    private List<Permit> taken(Claimant claimant, int count) {
        List<Permit> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(permits.take(claimant));
        }
        return held;
    }

    @Test
    void aMemberAloneLeavesAQuarterToItsGroupAndTheGroupAQuarterToOthers() {
        FairPermits impatient = permits(Duration.ZERO, 100);

        assertThat(all(impatient, MEMBER)).hasSize(9);
        assertThat(all(impatient, COLLEAGUE)).as("of the twelve of their group").hasSize(2);
        assertThat(all(impatient, STRANGER)).as("of the five that are free").hasSize(2);
    }

    @Test
    void aGroupThatComesWhileAnotherHoldsAllItMayIsServedAtOnce() {
        taken(MEMBER, 9);
        waiting(MEMBER, "the tenth");

        taken(STRANGER, 2).forEach(Permit::close);

        assertThat(permits.waiting()).as("who takes too much still waits").isEqualTo(1);
    }

    @Test
    void whileAnotherGroupWaitsNoneGoesBeyondHalf() throws InterruptedException {
        List<Permit> members = taken(MEMBER, 9);
        List<Permit> colleagues = taken(COLLEAGUE, 2);
        List<Permit> strangers = taken(STRANGER, 2);
        Thread first = waiting(MEMBER, "member");
        Thread second = waiting(STRANGER, "stranger");

        members.removeLast().close();
        second.join();
        assertThat(order).containsExactly("stranger");

        // Nobody else waits any more: what its group may hold again is given to the member.
        strangers.forEach(Permit::close);
        colleagues.forEach(Permit::close);
        first.join();
        assertThat(order).containsExactly("stranger", "member");
    }

    @Test
    void groupsTakeTurnsHoweverManyOfOneWait() throws InterruptedException {
        List<Permit> held = new ArrayList<>(taken(MEMBER, 4));
        held.addAll(taken(STRANGER, 3));
        while (permits.held() < PERMITS) {
            held.add(permits.take(new Claimant(UUID.randomUUID(), UUID.randomUUID())));
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(waiting(MEMBER, "acme"));
        }
        threads.add(waiting(STRANGER, "other"));

        held.reversed().subList(0, 6).forEach(Permit::close);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(order).hasSize(5);
        assertThat(List.copyOf(order).indexOf("other")).isLessThan(2);
    }

    @Test
    void whoWaitsInVainIsToldWhenToTryAgain() {
        FairPermits impatient = permits(Duration.ofMillis(1), 100);
        all(impatient, MEMBER);

        assertThat(Problems.of(() -> impatient.take(MEMBER)))
                .isEqualTo(new Problem.Unavailable("No room.", 5));
        assertThat(impatient.waiting()).isZero();
    }

    @Test
    void moreThanSomeOfAGroupDoNotEvenWait() {
        FairPermits bounded = permits(Duration.ofDays(1), 0);
        List<Permit> held = all(bounded, MEMBER);

        assertThat(held).hasSize(9);
        assertThat(bounded.waiting()).isZero();
    }

    @Test
    void whatWasGivenBackTwiceIsFreeOnce() {
        Permit permit = permits.take(MEMBER);
        permit.close();
        permit.close();

        assertThat(permits.held()).isZero();
    }

    @Test
    void whoHoldsMoreThanHalfPressesOthersThatWait() {
        taken(MEMBER, 9);
        taken(STRANGER, 3);
        assertThat(permits.presses(MEMBER)).as("nobody waits").isFalse();

        waiting(STRANGER, "stranger");

        assertThat(permits.presses(MEMBER)).isTrue();
        assertThat(permits.presses(STRANGER)).isFalse();
    }

    @Test
    void onePermitOfOneIsHadByWhoComes() {
        FairPermits single =
                new FairPermits(new FairPermits.Terms(1, 1, Duration.ofSeconds(1), "No room."));

        single.take(MEMBER).close();
        single.take(STRANGER).close();

        assertThat(single.held()).isZero();
    }
}
