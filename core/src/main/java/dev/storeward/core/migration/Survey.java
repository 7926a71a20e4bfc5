package dev.storeward.core.migration;

import dev.storeward.core.Problem;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.placement.StorageKind;
import dev.storeward.core.tenant.Plan;
import dev.storeward.core.tenant.StorageLock;
import dev.storeward.core.tenant.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What lies where before a migration, and what stands in its way.
 *
 * @param source null when all that is not at the target moves
 * @param homeEnd the backend that most bytes lie on, which a rollback returns to; null when nothing
 *     is to move
 * @param sources the backends that files lie on
 * @param shares how much lies where, as it is kept
 * @param blockers everything that speaks against it, the gravest first
 */
record Survey(
        Endpoints.@Nullable End source,
        Endpoints.@Nullable End target,
        Endpoints.@Nullable End homeEnd,
        List<Endpoints.End> sources,
        List<Endpoints.Share> shares,
        List<Problem> blockers) {

    long files() {
        return shares.stream().mapToLong(Endpoints.Share::files).sum();
    }

    long bytes() {
        return shares.stream().mapToLong(Endpoints.Share::bytes).sum();
    }

    Endpoints.End requireTarget() {
        return Objects.requireNonNull(target);
    }

    /** Where most bytes lie. */
    Endpoints.End home() {
        return homeEnd == null
                ? Objects.requireNonNullElseGet(source, this::requireTarget)
                : homeEnd;
    }

    static Survey of(Sql sql, UUID tenantId, NewMigration asked) {
        return look(sql, tenantId, asked, null);
    }

    /**
     * Looks again at what may stand in the way, under the lock of the placement. How much lies
     * where is not read again while others wait.
     */
    Survey again(Sql sql, UUID tenantId, NewMigration asked) {
        return look(sql, tenantId, asked, this);
    }

    private static Survey look(
            Sql sql, UUID tenantId, NewMigration asked, @Nullable Survey before) {
        List<Problem> blockers = new ArrayList<>();
        Plan plan = Tenants.planOf(sql, tenantId);
        StorageLock.openMigration(sql, tenantId)
                .map(Migrations::inProgress)
                .ifPresent(blockers::add);
        Optional<Endpoints.End> target = Endpoints.target(sql, tenantId, asked.target());
        tier(plan, asked.target(), target).ifPresent(blockers::add);
        unusable(target, asked.target()).ifPresent(blockers::add);
        UUID sourceId = asked.sourceBackendId();
        Endpoints.End source =
                sourceId == null ? null : EndpointTable.find(sql, tenantId, sourceId).orElse(null);
        if (sourceId != null && (source == null || !(source.active() || source.retired()))) {
            blockers.add(
                    Problem.invalid(
                            "source_backend_id", "This tenant has no usable backend of this id."));
        }
        if (target.isEmpty() || (sourceId != null && source == null)) {
            return new Survey(source, target.orElse(null), null, List.of(), List.of(), blockers);
        }
        List<Endpoints.Share> shares =
                before != null && before.isBetween(source, target.get())
                        ? before.shares
                        : EndpointTable.shares(
                                sql,
                                tenantId,
                                source == null ? null : source.locationId(),
                                target.get().locationId());
        return shared(sql, tenantId, source, target.get(), shares, blockers);
    }

    private boolean isBetween(Endpoints.@Nullable End from, Endpoints.End to) {
        return target != null
                && target.locationId().equals(to.locationId())
                && Objects.equals(place(source), place(from));
    }

    private static @Nullable UUID place(Endpoints.@Nullable End end) {
        return end == null ? null : end.locationId();
    }

    private static Survey shared(
            Sql sql,
            UUID tenantId,
            Endpoints.@Nullable End source,
            Endpoints.End target,
            List<Endpoints.Share> shares,
            List<Problem> blockers) {
        if (source != null && source.locationId().equals(target.locationId())) {
            blockers.add(
                    Problem.invalid("target_backend_id", "Source and target are the same place."));
        }
        List<Endpoints.End> sources = new ArrayList<>();
        for (Endpoints.Share share : shares) {
            UUID backend = share.backendId();
            if (backend == null) {
                blockers.add(
                        new Problem.Unavailable(
                                share.files()
                                        + " files lie in "
                                        + (share.bucket().startsWith("/")
                                                ? "a folder"
                                                : "the bucket " + share.bucket())
                                        + " whose configuration was deleted: register it again"
                                        + " first.",
                                60));
            } else {
                EndpointTable.find(sql, tenantId, backend).ifPresent(sources::add);
            }
        }
        if (shares.isEmpty()) {
            blockers.add(
                    Problem.invalid(
                            "target_provider", "There is nothing to move: every file lies there."));
        }
        return new Survey(
                source,
                target,
                sources.isEmpty() ? null : sources.getFirst(),
                sources,
                shares,
                blockers);
    }

    /** What stands in the way of a rollback: nothing to move back is no hindrance. */
    List<Problem> ofRollback() {
        return blockers.stream()
                .filter(problem -> !(problem instanceof Problem.TierRequired))
                .filter(problem ->
                        !(problem instanceof Problem.Invalid invalid
                                && (invalid.fields().getFirst().field().equals("target_provider")
                                        || retiredTarget(invalid))))
                .toList();
    }

    private boolean retiredTarget(Problem.Invalid invalid) {
        return invalid.fields().getFirst().field().equals("target")
                && target != null
                && !target.left()
                && target.retired()
                && target.kind() != StorageKind.SHARED;
    }

    /** Own buckets that were registered on other doors are in every plan. */
    private static Optional<Problem> tier(
            Plan plan, MigrationTarget asked, Optional<Endpoints.End> target) {
        boolean dedicated =
                asked instanceof MigrationTarget.Dedicated
                        || target.filter(end -> end.kind() == StorageKind.DEDICATED).isPresent();
        if (dedicated && plan.compareTo(Plan.TEAM) < 0) {
            return Optional.of(
                    new Problem.TierRequired(
                            "team", "Dedicated storage requires the plan team or higher."));
        }
        return asked instanceof MigrationTarget.Own && plan.compareTo(Plan.ENTERPRISE) < 0
                ? Optional.of(
                        new Problem.TierRequired(
                                "enterprise", "An own bucket requires the plan enterprise."))
                : Optional.empty();
    }

    private static Optional<Problem> unusable(
            Optional<Endpoints.End> target, MigrationTarget asked) {
        if (target.isEmpty()) {
            return Optional.of(
                    switch (asked) {
                        case MigrationTarget.Shared _ ->
                                Problem.invalid("target", "There is no shared storage.");
                        case MigrationTarget.Dedicated _ ->
                                Problem.invalid(
                                        "target",
                                        "No dedicated bucket was provisioned for this tenant: call"
                                                + " provision-dedicated first.");
                        case MigrationTarget.Own _ ->
                                Problem.invalid(
                                        "target",
                                        "No valid bucket of the tenant's own is its configuration:"
                                                + " configure one first.");
                        case MigrationTarget.Backend _ ->
                                Problem.invalid(
                                        "target_backend_id",
                                        "This tenant has no backend of this id.");
                    });
        }
        Endpoints.End end = target.get();
        if (end.left()) {
            return Optional.of(
                    Problem.invalid(
                            "target",
                            "The target belongs to the installation that this one is a copy of, and"
                                    + " nothing is written there: register another bucket or folder,"
                                    + " and move the files to that."));
        }
        if (!end.active()) {
            return Optional.of(
                    Problem.invalid("target", "The target takes no new files: it was removed."));
        }
        return end.proven() || end.kind() != StorageKind.OWN
                ? Optional.empty()
                : Optional.of(
                        Problem.invalid(
                                "target", "The target never proved itself: verify it first."));
    }
}
