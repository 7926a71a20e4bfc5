package dev.storeward.testkit.contract;

import static dev.storeward.testkit.contract.Subject.codeOf;
import static dev.storeward.testkit.contract.Subject.ofUnknownLength;
import static dev.storeward.testkit.contract.Subject.random;
import static dev.storeward.testkit.contract.Subject.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.storeward.store.Content;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

interface ConditionalPutContract extends Subject {

    @Test
    default void ifAbsentRefusesATakenKeyAndLeavesItsObject() {
        assumeConditionalPut();
        ObjectKey key = freshKey("taken");
        put(key, "first");

        assertThat(codeOf(() -> store().put(key, Content.of(utf8("second")), ifAbsent("2"))))
                .isEqualTo(Code.ALREADY_EXISTS);

        assertThat(text(key)).isEqualTo("first");
    }

    @Test
    default void ifAbsentRefusesATakenKeyForALargeBodyToo() {
        assumeConditionalPut();
        ObjectKey key = freshKey("taken-large");
        put(key, "first");

        assertThat(
                        codeOf(() ->
                                store().put(
                                                key,
                                                ofUnknownLength(random(9_000_000)),
                                                ifAbsent("2"))))
                .isEqualTo(Code.ALREADY_EXISTS);

        assertThat(text(key)).isEqualTo("first");
    }

    @Test
    default void ofSixteenRacingWritersExactlyOneWins() throws Exception {
        assumeConditionalPut();
        ObjectKey key = freshKey("raced");
        CountDownLatch start = new CountDownLatch(1);
        List<Callable<String>> racers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String name = "racer " + i;
            racers.add(() -> {
                start.await();
                try {
                    store().put(key, Content.of(utf8(name)), ifAbsent(name));
                    return name;
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS);
                    return "";
                }
            });
        }

        List<String> winners = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> outcomes = racers.stream().map(executor::submit).toList();
            start.countDown();
            for (Future<String> outcome : outcomes) {
                winners.add(outcome.get());
            }
        }

        winners.removeIf(String::isEmpty);
        assertThat(winners).hasSize(1);
        assertThat(text(key)).isEqualTo(winners.getFirst());
    }

    private void assumeConditionalPut() {
        assumeThat(store().capabilities().conditionalPut())
                .as("this store does not promise put-if-absent")
                .isTrue();
    }

    private static PutOptions ifAbsent(String writer) {
        return new PutOptions(true, "text/plain", Map.of("sw-object", writer));
    }
}
