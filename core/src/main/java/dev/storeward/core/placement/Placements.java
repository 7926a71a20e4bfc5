package dev.storeward.core.placement;

import dev.storeward.core.Checks;
import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.tenant.Plan;
import dev.storeward.core.tenant.StorageLock;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.wrap.Prefix;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides which backend a tenant's files go to. Safe for use by several threads. */
public final class Placements {
    /** The name by which a tenant may ask for the operator's shared backend. */
    public static final String SHARED = "shared";

    /** The name by which it may ask for the bucket the operator made for it alone. */
    public static final String DEDICATED = "dedicated";

    private static final int LEFT_SECONDS = 600;

    private final Tx tx;
    private final AuditLog audit;

    public Placements(Tx tx, AuditLog audit) {
        this.tx = tx;
        this.audit = audit;
    }

    /**
     * Where a new file of the caller's tenant goes. It holds as long as the placement has its
     * version: the reservation of an upload must prove that.
     *
     * @param storageKey the name of a backend of the tenant; empty for what the placement's rules
     *     and default say of the file
     */
    public UploadTarget target(Caller caller, String storageKey, FileFacts file) {
        UUID tenantId = caller.requireTenant().id();
        if (storageKey.isEmpty()) {
            return tx.forTenant(tenantId)
                    .statement(sql ->
                            TargetTable.byDefault(sql, tenantId)
                                    .flatMap(placed -> Choice.target(sql, tenantId, placed, file)))
                    .map(Placements::taking)
                    .orElseThrow(() -> placedNowhere(tenantId).asException());
        }
        return tx.forTenant(tenantId)
                .statement(sql ->
                        TargetTable.named(sql, tenantId, storageKey)
                                .flatMap(id -> TargetTable.byId(sql, tenantId, id))
                                .map(TargetTable.Found::target))
                .map(Placements::taking)
                .orElseThrow(() ->
                        Problem.invalid(
                                        "storage_key",
                                        "There is no active backend of this name.",
                                        new NextStep.ListBuckets())
                                .asException());
    }

    /** A copy of an installation writes nothing where the original's files lie. */
    private static UploadTarget taking(UploadTarget target) {
        if (target.leftTo() == null) {
            return target;
        }
        throw new Problem.Unavailable(
                        "This installation was released as a copy, and the storage that new files"
                                + " of this tenant go to belongs to the original. It is read and"
                                + " takes no new files: the operator names another place in"
                                + " STOREWARD_SHARED_URL or STOREWARD_DEDICATED_URL, or the tenant"
                                + " registers one.",
                        LEFT_SECONDS)
                .asException();
    }

    private static Problem placedNowhere(UUID tenantId) {
        return new Problem.Unavailable(
                "New files of this tenant go to a backend that was retired.",
                60,
                new NextStep.ChoosePlacement(tenantId));
    }

    /** The active backend of a name, to which a file may be promised; empty without one. */
    public Optional<UUID> named(Caller caller, String storageKey) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId)
                .statement(sql -> TargetTable.named(sql, tenantId, storageKey));
    }

    /**
     * Where a new file goes that was promised to a backend.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound} when it takes no uploads any
     *     more
     */
    public UploadTarget targetOn(Caller caller, UUID backendId) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId)
                .statement(sql -> TargetTable.byId(sql, tenantId, backendId))
                .map(TargetTable.Found::target)
                .map(Placements::taking)
                .orElseThrow(() -> retired().asException());
    }

    private static Problem retired() {
        return new Problem.NotFound(
                "The storage configuration of this upload was deleted and takes no new files."
                        + " Ask for an upload with another storage_key.");
    }

    public Placement get(Caller caller, UUID tenantId) {
        caller.requireSupervisorOf(tenantId);
        return tx.forTenant(tenantId).statement(sql -> read(sql, tenantId));
    }

    /** Why a file would go where it would go, now. */
    public Explanation explain(Caller caller, UUID tenantId, FileFacts file) {
        caller.requireSupervisorOf(tenantId);
        return tx.forTenant(tenantId)
                .statement(sql ->
                        TargetTable.byDefault(sql, tenantId)
                                .map(placed -> Choice.explain(sql, tenantId, placed, file)))
                .orElseThrow(() -> noSuchTenant().asException());
    }

    private static Problem noSuchTenant() {
        return new Problem.NotFound("There is no such tenant.");
    }

    /**
     * A region hint in the form that rules hold.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it can be none
     */
    public static String region(String field, String sent) {
        String region = sent.toLowerCase(Locale.ROOT);
        if (!region.isEmpty() && !RuleChecks.isRegion(region)) {
            throw Problem.invalid(
                            field,
                            "Must be 1 to 63 letters, digits and hyphens, such as eu-central.")
                    .asException();
        }
        return region;
    }

    /**
     * Changes where new files go; files that exist stay where they are and stay readable.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} naming every wrong field, {@code
     *     MigrationInProgress} while the tenant's files move, {@code TierRequired} for a dedicated
     *     bucket
     */
    public Placement put(
            Caller caller,
            UUID tenantId,
            NewPlacement asked,
            InSameTransaction<Placement> alongside) {
        caller.requireSupervisorOf(tenantId);
        String prefix = checkedPrefix(asked.pathPrefix());
        Checks checks = new Checks();
        RuleChecks.check(asked.rules(), checks);
        checks.done();
        return tx.forTenant(tenantId)
                .transaction(sql -> {
                    StorageLock.require(sql, tenantId);
                    requireTaking(sql, tenantId, asked);
                    requirePlan(sql, tenantId, asked);
                    PlacementTable.update(sql, tenantId, asked, prefix);
                    audit.record(
                            sql,
                            caller,
                            tenantId,
                            "placement.change",
                            tenantId.toString(),
                            Map.of(
                                    "backend_id",
                                    RuleJson.word(asked.backendId()),
                                    "path_prefix",
                                    prefix,
                                    "object_keys",
                                    asked.objectKeys().name().toLowerCase(Locale.ROOT),
                                    "rules",
                                    asked.rules().size()));
                    Placement after = read(sql, tenantId);
                    alongside.in(sql, after);
                    return after;
                });
    }

    private static void requireTaking(Sql sql, UUID tenantId, NewPlacement asked) {
        Map<UUID, Boolean> known = new HashMap<>();
        Checks checks = new Checks();
        requireTaking(sql, tenantId, "default_backend_id", asked.backendId(), known, checks);
        for (int i = 0; i < asked.rules().size(); i++) {
            requireTaking(
                    sql,
                    tenantId,
                    RuleChecks.field(i) + ".backend_id",
                    asked.rules().get(i).backendId(),
                    known,
                    checks);
        }
        checks.done();
    }

    /** A dedicated bucket takes new files in the plans that have one, whoever sends them there. */
    private static void requirePlan(Sql sql, UUID tenantId, NewPlacement asked) {
        boolean dedicated =
                Stream.concat(
                                Stream.ofNullable(asked.backendId()),
                                asked.rules().stream()
                                        .flatMap(rule -> Stream.ofNullable(rule.backendId())))
                        .distinct()
                        .anyMatch(id ->
                                PlacementTable.kindOf(sql, tenantId, id)
                                        .filter(kind -> kind == StorageKind.DEDICATED)
                                        .isPresent());
        if (dedicated) {
            Tenants.planOf(sql, tenantId).require(Plan.TEAM);
        }
    }

    private static void requireTaking(
            Sql sql,
            UUID tenantId,
            String field,
            @Nullable UUID backendId,
            Map<UUID, Boolean> known,
            Checks checks) {
        if (backendId != null
                && !known.computeIfAbsent(
                        backendId, id -> PlacementTable.takes(sql, tenantId, id))) {
            checks.add(field, "This tenant has no active backend with this id.");
        }
    }

    private static Placement read(Sql sql, UUID tenantId) {
        return PlacementTable.find(sql, tenantId).orElseThrow(() -> noSuchTenant().asException());
    }

    private static String checkedPrefix(String prefix) {
        String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        if (trimmed.isEmpty()) {
            return "";
        }
        String problem = ObjectKey.problemOf(trimmed);
        if (!problem.isEmpty() || !Prefix.leavesRoom(trimmed)) {
            throw Problem.invalid(
                            "path_prefix",
                            problem.isEmpty()
                                    ? "Must be at most " + Prefix.MAX_BYTES + " bytes of UTF-8."
                                    : "Cannot be used: " + problem + ".")
                    .asException();
        }
        if (trimmed.split("/", 2)[0].equals(".storeward")) {
            throw Problem.invalid(
                            "path_prefix", "The folder .storeward is kept for Storeward itself.")
                    .asException();
        }
        return trimmed;
    }
}
