package dev.storeward.core.placement;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.Alongside;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.wrap.Prefix;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides which backend a tenant's files go to. Safe for use by several threads. */
public final class Placements {
    /** The name by which a tenant may ask for the operator's shared backend. */
    public static final String SHARED = "shared";

    /** The name by which it may ask for the bucket the operator made for it alone. */
    public static final String DEDICATED = "dedicated";

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
     * @param storageKey the name of a backend of the tenant; empty for the placement's own
     */
    public UploadTarget target(Caller caller, String storageKey) {
        UUID tenantId = caller.requireTenant().id();
        if (storageKey.isEmpty()) {
            return tx.forTenant(tenantId)
                    .statement(sql -> TargetTable.byDefault(sql, tenantId))
                    .orElseThrow(() -> placedNowhere(tenantId).asException());
        }
        return tx.forTenant(tenantId)
                .statement(sql ->
                        TargetTable.named(sql, tenantId, storageKey)
                                .flatMap(id -> TargetTable.byId(sql, tenantId, id)))
                .orElseThrow(() ->
                        Problem.invalid(
                                        "storage_key",
                                        "There is no active backend of this name. GET /buckets lists those there are.")
                                .asException());
    }

    private static Problem placedNowhere(UUID tenantId) {
        return new Problem.Unavailable(
                "New files of this tenant go to a backend that was retired. A supervisor must choose another with PUT /api/v1/platform/tenants/"
                        + tenantId
                        + "/placement, or name one with storage_key.",
                60);
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

    /** Changes where new files go; files that exist stay where they are and stay readable. */
    public Placement put(
            Caller caller,
            UUID tenantId,
            @Nullable UUID backendId,
            String pathPrefix,
            Placement.ObjectKeys objectKeys,
            Alongside<Placement> alongside) {
        caller.requireSupervisorOf(tenantId);
        String prefix = checkedPrefix(pathPrefix);
        return tx.forTenant(tenantId)
                .transaction(sql -> {
                    requireActive(sql, tenantId, backendId);
                    int changed =
                            sql.update(
                                    """
                                    UPDATE placement SET backend_id = ?, path_prefix = ?, object_keys = ?,
                                           version = version + 1, updated_at = sw_now()
                                    WHERE tenant_id = ?
                                    """,
                                    backendId,
                                    prefix,
                                    objectKeys,
                                    tenantId);
                    if (changed == 0) {
                        throw new Problem.NotFound("There is no such tenant.").asException();
                    }
                    audit.record(
                            sql,
                            caller,
                            tenantId,
                            "placement.change",
                            tenantId.toString(),
                            Map.of(
                                    "backend_id",
                                    backendId == null ? SHARED : backendId.toString(),
                                    "path_prefix",
                                    prefix,
                                    "object_keys",
                                    objectKeys.name().toLowerCase(java.util.Locale.ROOT)));
                    Placement after = read(sql, tenantId);
                    alongside.in(sql, after);
                    return after;
                });
    }

    private static void requireActive(Sql sql, UUID tenantId, @Nullable UUID backendId) {
        if (backendId == null) {
            return;
        }
        boolean active =
                sql.first(
                                "SELECT 1 FROM backend WHERE id = ? AND tenant_id = ? AND state = 'active' FOR SHARE",
                                row -> true,
                                backendId,
                                tenantId)
                        .isPresent();
        if (!active) {
            throw Problem.invalid(
                            "default_backend_id", "This tenant has no active backend with this id.")
                    .asException();
        }
    }

    private static Placement read(Sql sql, UUID tenantId) {
        return sql.first(
                        "SELECT backend_id, path_prefix, object_keys, version FROM placement WHERE tenant_id = ?",
                        row ->
                                new Placement(
                                        row.uuidOrNull("backend_id"),
                                        row.text("path_prefix"),
                                        row.constant("object_keys", Placement.ObjectKeys.class),
                                        row.number("version")),
                        tenantId)
                .orElseThrow(() -> new Problem.NotFound("There is no such tenant.").asException());
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
