package dev.storeward.store.azure.wire;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The longest a call may take, all attempts together, whatever trickles in meanwhile. */
public final class Deadline {
    private Deadline() {}

    /**
     * Makes a call in a thread of its own, which is interrupted when the time is over.
     *
     * @param place what the message calls the other side
     * @param late is given an answer that came when nobody waited for it any more
     * @throws StoreException {@code UNREACHABLE} when the time is over or the caller is interrupted
     */
    public static <T> T within(Duration limit, String place, Supplier<T> call, Consumer<T> late) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread worker =
                Thread.ofVirtual()
                        .name("azure-call")
                        .start(() -> {
                            try {
                                T value = call.get();
                                if (!answer.complete(value)) {
                                    late.accept(value);
                                }
                            } catch (Throwable e) {
                                answer.completeExceptionally(e);
                            }
                        });
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            giveUp(answer, worker, late);
            throw unreachable(Reason.SILENT, "The " + place + " did not answer in time.", e);
        } catch (InterruptedException e) {
            giveUp(answer, worker, late);
            Thread.currentThread().interrupt();
            throw unreachable(
                    Reason.UNSPECIFIED, "The " + place + " was given up by its caller.", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private static <T> void giveUp(CompletableFuture<T> answer, Thread worker, Consumer<T> late) {
        if (answer.cancel(false)) {
            worker.interrupt();
        } else if (!answer.isCompletedExceptionally()) {
            late.accept(answer.join());
        }
    }

    private static RuntimeException rethrown(ExecutionException failure) {
        return switch (failure.getCause()) {
            case Error error -> throw error;
            case RuntimeException ours -> ours;
            case null, default -> new CompletionException(failure);
        };
    }

    private static StoreException unreachable(Reason reason, String message, Throwable cause) {
        return new StoreException(Code.UNREACHABLE, reason, message, cause);
    }
}
