package dev.storeward.core.file;

import java.time.Instant;
import java.util.UUID;

/** A logical bucket: an active backend, as the users of a tenant see it. */
public record Bucket(String name, UUID locationId, Instant createdAt) {}
