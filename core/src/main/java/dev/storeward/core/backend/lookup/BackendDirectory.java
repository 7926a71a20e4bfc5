package dev.storeward.core.backend.lookup;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.record.BackendTable;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The backends of a tenant as all of its users may see them, forgotten ones left out. Safe for use
 * by several threads.
 */
public final class BackendDirectory {
    private static final UUID OLDEST = new UUID(0, 0);
    private static final UUID NEWEST = new UUID(-1, -1);

    private final Tx tx;

    public BackendDirectory(Tx tx) {
        this.tx = tx;
    }

    /** From where a page goes on. */
    public sealed interface Position {
        static Position newest() {
            return new OlderThan(NEWEST);
        }
    }

    public record OlderThan(UUID id) implements Position {}

    public record NewerThan(UUID id) implements Position {}

    /**
     * One page.
     *
     * @param backends the newest first
     * @param newer where the page before this one begins; empty on the first
     * @param older where the page after this one begins; empty on the last
     */
    public record Listing(
            List<Backend> backends, Optional<Position> newer, Optional<Position> older) {
        public Listing {
            backends = List.copyOf(backends);
        }
    }

    /** A page of the caller's tenant. */
    public Listing list(Caller caller, Position position, int limit) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId)
                .transaction(sql ->
                        switch (position) {
                            case OlderThan(UUID id) -> olderThan(sql, tenantId, id, limit);
                            case NewerThan(UUID id) -> newerThan(sql, tenantId, id, limit);
                        });
    }

    private static Listing olderThan(Sql sql, UUID tenantId, UUID id, int limit) {
        List<Backend> rows = BackendTable.olderThan(sql, tenantId, id, limit + 1);
        List<Backend> page = rows.subList(0, Math.min(rows.size(), limit));
        // All that came after may have gone: what is left then begins at the oldest.
        UUID first = page.isEmpty() ? OLDEST : page.getFirst().id();
        boolean newer = !BackendTable.newerThan(sql, tenantId, first, 1).isEmpty();
        return new Listing(
                page,
                newer ? Optional.of(new NewerThan(first)) : Optional.empty(),
                rows.size() > limit
                        ? Optional.of(new OlderThan(page.getLast().id()))
                        : Optional.empty());
    }

    private static Listing newerThan(Sql sql, UUID tenantId, UUID id, int limit) {
        List<Backend> rows = BackendTable.newerThan(sql, tenantId, id, limit + 1);
        List<Backend> page = rows.subList(0, Math.min(rows.size(), limit)).reversed();
        UUID last = page.isEmpty() ? NEWEST : page.getLast().id();
        boolean older = !BackendTable.olderThan(sql, tenantId, last, 1).isEmpty();
        return new Listing(
                page,
                rows.size() > limit
                        ? Optional.of(new NewerThan(page.getFirst().id()))
                        : Optional.empty(),
                older ? Optional.of(new OlderThan(last)) : Optional.empty());
    }

    /**
     * One backend of the caller's tenant.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}, also for the operator's own;
     *     {@code Forbidden} for another tenant's
     */
    public Backend get(Caller caller, UUID id) {
        UUID tenantId = caller.requireTenant().id();
        Backend backend =
                tx.forSystem()
                        .statement(sql -> BackendTable.find(sql, id))
                        .filter(found -> found.tenantId() != null)
                        .orElseThrow(() ->
                                new Problem.NotFound("There is no backend " + id + ".")
                                        .asException());
        if (!tenantId.equals(backend.tenantId())) {
            throw new Problem.Forbidden("This backend is another tenant's.").asException();
        }
        return backend;
    }
}
