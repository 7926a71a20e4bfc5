package dev.storeward.core.idempotency;

import java.util.UUID;

/** The right to do a request once and to keep its answer. */
public record Claim(UUID userId, String scope, String key, UUID token) {}
