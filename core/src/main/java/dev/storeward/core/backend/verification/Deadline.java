package dev.storeward.core.backend.verification;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The time a verification has, as a whole and for each of its steps. */
final class Deadline {
    private final long end;
    private final Duration step;

    private Deadline(long end, Duration step) {
        this.end = end;
        this.step = step;
    }

    static Deadline of(Duration whole, Duration step) {
        return new Deadline(System.nanoTime() + whole.toNanos(), step);
    }

    /** What is left for the next step. */
    Duration left() {
        return Duration.ofNanos(Math.clamp(end - System.nanoTime(), 0, step.toNanos()));
    }

    /**
     * Calls a connector on a thread of its own and gives it up when its time is over.
     *
     * @throws StoreException whatever the connector throws; {@code UNREACHABLE} when it takes too
     *     long
     */
    <T> T call(Supplier<T> call) {
        try {
            return within(call);
        } catch (RuntimeException e) {
            throw ConnectorFailure.of(e);
        }
    }

    /** As {@link #call}, for what is no connector's: its exceptions come through unchanged. */
    <T> T within(Supplier<T> call) {
        Duration left = left();
        FutureTask<T> task = new FutureTask<>(call::get);
        Thread.ofVirtual().name("verify").start(task);
        try {
            return task.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new StoreException(
                    Code.UNREACHABLE,
                    Reason.SILENT,
                    "There was no answer within " + Math.max(1, left.toSeconds()) + " seconds.",
                    e);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new StoreException(Code.UNREACHABLE, "The verification was given up.", e);
        }
    }

    /** As {@link #call} without a result. */
    void run(Runnable call) {
        call(() -> {
            call.run();
            return true;
        });
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException failure -> failure;
            case Error failure -> throw failure;
            case null, default -> new IllegalStateException(e);
        };
    }
}
