package dev.storeward.core.backend.registry;

import dev.storeward.core.backend.verification.Verification;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The verifications that are under way on this node: one of a backend at a time, whose answer is
 * everybody's who asks meanwhile. Safe for use by several threads.
 */
final class SharedVerifications {
    private final Map<UUID, CompletableFuture<Verification>> underWay = new ConcurrentHashMap<>();

    /** Asks, or waits for what another is told. */
    Verification ask(UUID backendId, Supplier<Verification> verification) {
        CompletableFuture<Verification> ours = new CompletableFuture<>();
        CompletableFuture<Verification> theirs = underWay.putIfAbsent(backendId, ours);
        if (theirs != null) {
            return told(theirs);
        }
        try {
            Verification found = verification.get();
            ours.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            ours.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(backendId, ours);
        }
    }

    private static Verification told(CompletableFuture<Verification> theirs) {
        try {
            return theirs.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
