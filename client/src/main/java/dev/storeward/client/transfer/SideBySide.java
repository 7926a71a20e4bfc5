package dev.storeward.client.transfer;

import dev.storeward.client.StorewardException;
import dev.storeward.client.StorewardException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Work on several things at a time. */
public final class SideBySide {
    private SideBySide() {}

    /** What is done with one thing. */
    @FunctionalInterface
    public interface Work<T> {
        void with(T item) throws IOException;
    }

    /**
     * Works on all of a list, in its order, so many at a time, and waits for the end. After a
     * failure nothing more is begun, and the first one is thrown.
     */
    public static <T> void each(List<T> items, int parallel, Work<T> work) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Math.min(parallel, items.size()); i++) {
                workers.add(
                        threads.submit(() -> {
                            int at = next.getAndIncrement();
                            while (at < items.size() && !failed.get()) {
                                try {
                                    work.with(items.get(at));
                                } catch (IOException | RuntimeException e) {
                                    failed.set(true);
                                    throw e;
                                }
                                at = next.getAndIncrement();
                            }
                            return null;
                        }));
            }
        }
        for (Future<?> worker : workers) {
            finish(worker);
        }
    }

    private static void finish(Future<?> worker) throws IOException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorewardException(Kind.INTERRUPTED, "Interrupted.");
        }
    }
}
