package dev.storeward.core.placement.configuration;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.registry.Candidates;
import dev.storeward.core.db.Sql;
import dev.storeward.core.placement.Destinations;
import dev.storeward.core.placement.StorageKind;
import dev.storeward.core.placement.configuration.Configuration.Validation;
import dev.storeward.core.placement.configuration.ConfigurationTable.Placed;
import dev.storeward.core.placement.configuration.ConfigurationTable.Version;
import java.util.Optional;
import java.util.UUID;

/** Reads what is configured. Where new files go decides, whoever sent them there. */
record ConfigurationReader(Sql sql, Candidates candidates) {
    private static final String VALID = "Configuration validated successfully";
    private static final String PENDING = "The configuration is being validated";

    Configuration of(UUID tenantId) {
        return ConfigurationTable.candidate(sql, tenantId)
                .map(this::candidate)
                .orElseGet(() -> inForce(tenantId));
    }

    private Configuration candidate(Version version) {
        String message =
                version.validation() == Validation.PENDING && version.message().isEmpty()
                        ? PENDING
                        : version.message();
        return new Configuration(
                version.tenantId(),
                version.kind(),
                candidates.find(sql, version.backendId()).orElseThrow(),
                version.validation(),
                message,
                version.reason(),
                version.configuredAt(),
                version.configuredByEmail());
    }

    private Configuration inForce(UUID tenantId) {
        Placed placed = ConfigurationTable.placed(sql, tenantId);
        UUID backendId = placed.backendId();
        if (backendId == null) {
            return Configuration.shared(tenantId);
        }
        StorageKind kind = Destinations.kindOf(sql, tenantId, backendId).orElse(StorageKind.SHARED);
        Optional<Backend> backend = candidates.find(sql, backendId);
        if (kind == StorageKind.SHARED || backend.isEmpty()) {
            return Configuration.shared(tenantId);
        }
        Optional<Version> version = ConfigurationTable.ofBackend(sql, tenantId, backendId);
        return new Configuration(
                tenantId,
                kind,
                backend.get(),
                validation(backend.get()),
                message(backend.get()),
                version.map(Version::reason).orElse(""),
                version.map(Version::configuredAt).orElse(placed.since()),
                version.map(Version::configuredByEmail).orElse(""));
    }

    private static Validation validation(Backend backend) {
        return switch (backend.health()) {
            case UNVERIFIED -> Validation.PENDING;
            case VERIFIED -> Validation.VALID;
            case DEGRADED -> Validation.INVALID;
        };
    }

    private static String message(Backend backend) {
        return switch (backend.health()) {
            case UNVERIFIED -> PENDING;
            case VERIFIED -> VALID;
            case DEGRADED -> Validated.trouble(backend.checks());
        };
    }
}
