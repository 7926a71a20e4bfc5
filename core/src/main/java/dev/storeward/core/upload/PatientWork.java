package dev.storeward.core.upload;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Work of an upload that waits for the tenant's usage row, and is worth more than one try. */
record PatientWork(Tx tx) {
    private static final int TRIES = 5;
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Work that may wait for the tenant's usage row. */
    <T> T inTurn(UUID tenantId, Function<Tx.Scope, T> work) {
        Tx.Scope scope = tx.forTenant(tenantId);
        try (Turn _ = scope.turn()) {
            return work.apply(scope);
        }
    }

    /** Tries what failed of a passing reason a few times more. */
    static <T> T patiently(Set<DatabaseException.Kind> passing, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (DatabaseException e) {
                if (!passing.contains(e.kind()) || attempt == TRIES) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
