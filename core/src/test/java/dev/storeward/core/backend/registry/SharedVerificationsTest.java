package dev.storeward.core.backend.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.backend.verification.Verification;
import dev.storeward.store.connector.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SharedVerificationsTest {
    private static final UUID BACKEND = UUID.randomUUID();
    private static final Verification VERIFICATION = new Verification(List.of(), Profile.unknown());

    private final SharedVerifications shared = new SharedVerifications();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    private Verification slow() {
        asked.incrementAndGet();
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return VERIFICATION;
    }

    @Test
    void aHundredThatAskAtOnceAskThePlaceOnce() throws InterruptedException {
        Queue<Verification> told = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            threads.add(Thread.ofVirtual().start(() -> told.add(shared.ask(BACKEND, this::slow))));
        }
        Awaitility.await()
                .until(() ->
                        asked.get() == 1
                                && threads.stream()
                                        .allMatch(t -> t.getState() == Thread.State.WAITING));
        answered.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(told).hasSize(120).containsOnly(VERIFICATION);
        assertThat(asked).hasValue(1);
        assertThat(shared.ask(BACKEND, this::slow)).isEqualTo(VERIFICATION);
        assertThat(asked).as("asked anew later").hasValue(2);
    }

    @Test
    void anotherBackendIsAskedBesideIt() {
        Thread.ofVirtual().start(() -> shared.ask(BACKEND, this::slow));
        Awaitility.await().until(() -> asked.get() == 1);

        assertThat(shared.ask(UUID.randomUUID(), () -> VERIFICATION)).isEqualTo(VERIFICATION);
        answered.countDown();
    }

    @Test
    void aFailureIsToldAndForgotten() {
        assertThatThrownBy(() ->
                        shared.ask(
                                BACKEND,
                                () -> {
                                    throw new IllegalStateException("no connector");
                                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(shared.ask(BACKEND, () -> VERIFICATION)).isEqualTo(VERIFICATION);
    }
}
