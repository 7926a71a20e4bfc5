package dev.storeward.core.idempotency;

import dev.storeward.core.access.Role;
import java.util.UUID;

/** The right to do a request once and to keep its answer. */
public record Claim(UUID userId, Role role, String scope, String key, UUID token) {}
