package dev.storeward.core.backend.lookup;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.LabelledBackend;
import dev.storeward.core.backend.operator.DedicatedBuckets;
import dev.storeward.core.backend.operator.SharedBackend;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The backends of the caller's tenant by their names, which are the storage keys of its users. A
 * name may be given again once its backend was retired. Safe for use by several threads.
 */
public final class StorageKeys {
    private static final int PAGE = 500;
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** What is no name at all is not asked for. */
    private static final Pattern POSSIBLE = Pattern.compile("[a-z0-9._-]{1,63}");

    private final Tx tx;
    private final Backends backends;

    public StorageKeys(Tx tx, Backends backends) {
        this.tx = tx;
        this.backends = backends;
    }

    /**
     * Registers a backend of the caller's tenant, and keeps with it what its registrar calls its
     * kind.
     *
     * @throws dev.storeward.core.ProblemException as {@link Backends#register}
     */
    public Backend register(
            Caller caller, NewBackend made, String label, InSameTransaction<Backend> alongside) {
        return backends.register(
                caller,
                caller.requireTenant().id(),
                made,
                (sql, backend) -> {
                    BackendTable.label(sql, backend.id(), label);
                    alongside.in(sql, backend);
                });
    }

    /** All active backends in the order of their registration. */
    public List<LabelledBackend> list(Caller caller) {
        UUID tenantId = supervised(caller);
        List<LabelledBackend> all = new ArrayList<>();
        List<LabelledBackend> page = page(tenantId, BEFORE_ALL);
        all.addAll(page);
        while (page.size() == PAGE) {
            page = page(tenantId, page.getLast().backend().id());
            all.addAll(page);
        }
        return all;
    }

    private List<LabelledBackend> page(UUID tenantId, UUID after) {
        return tx.forTenant(tenantId)
                .statement(sql -> BackendTable.activeLabelled(sql, tenantId, after, PAGE));
    }

    /**
     * The active backend of a name.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}
     */
    public LabelledBackend get(Caller caller, String storageKey) {
        UUID tenantId = supervised(caller);
        Optional<LabelledBackend> found =
                POSSIBLE.matcher(storageKey).matches()
                        ? tx.forTenant(tenantId)
                                .statement(sql ->
                                        BackendTable.activeLabelled(sql, tenantId, storageKey))
                        : Optional.empty();
        return found.orElseThrow(() -> unknown());
    }

    /**
     * Passes a name that a backend of the tenant has or once had, in whatever state, the operator's
     * shared one and the one dedicated to the tenant: files remember their place and not its name.
     * Any user of the tenant may ask.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}
     */
    public void requireKnown(Caller caller, String storageKey) {
        UUID tenantId = caller.requireTenant().id();
        if (storageKey.equals(SharedBackend.NAME)) {
            return;
        }
        boolean known =
                POSSIBLE.matcher(storageKey).matches()
                        && tx.forTenant(tenantId)
                                .statement(sql ->
                                        BackendTable.everNamed(sql, tenantId, storageKey)
                                                || (storageKey.equals(DedicatedBuckets.NAME)
                                                        && BackendTable.dedicated(sql, tenantId)
                                                                .isPresent()));
        if (!known) {
            throw new Problem.NotFound(
                            "There never was a storage configuration of this key. Ask a supervisor"
                                    + " which there are.")
                    .asException();
        }
    }

    private static UUID supervised(Caller caller) {
        UUID tenantId = caller.requireTenant().id();
        caller.requireSupervisorOf(tenantId);
        return tenantId;
    }

    private static RuntimeException unknown() {
        return new Problem.NotFound(
                        "There is no storage configuration of this key.",
                        new NextStep.ListStorageKeys())
                .asException();
    }
}
