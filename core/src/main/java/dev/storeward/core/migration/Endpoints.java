package dev.storeward.core.migration;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.placement.StorageKind;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The backends between which a tenant's files move. */
final class Endpoints {
    private Endpoints() {}

    /**
     * A backend as one end of a migration.
     *
     * @param proven whether it ever proved itself
     * @param left whether its place was left to the installation that this one is a copy of: it is
     *     read and never written to
     */
    record End(
            UUID backendId,
            UUID locationId,
            StorageKind kind,
            String name,
            boolean active,
            boolean retired,
            boolean proven,
            boolean left,
            String bucket,
            BackendAccess access) {

        /** What a placement calls it. */
        @Nullable UUID placementId() {
            return kind == StorageKind.SHARED ? null : backendId;
        }

        /** What a placement's rules call it. */
        String ruleName() {
            return kind == StorageKind.SHARED ? "shared" : backendId.toString();
        }
    }

    /** How much of a tenant lies at a place. */
    record Share(
            UUID locationId, long files, long bytes, @Nullable UUID backendId, String bucket) {}

    static Optional<End> target(Sql sql, UUID tenantId, MigrationTarget target) {
        return switch (target) {
            case MigrationTarget.Shared _ -> EndpointTable.shared(sql);
            case MigrationTarget.Dedicated _ -> EndpointTable.dedicated(sql, tenantId);
            case MigrationTarget.Own _ -> EndpointTable.own(sql, tenantId);
            case MigrationTarget.Backend(UUID id) -> EndpointTable.find(sql, tenantId, id);
        };
    }
}
