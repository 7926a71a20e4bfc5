package dev.storeward.core.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The key a request came with.
 *
 * @param endsAt null for never
 * @param linkEpoch of the links and upload addresses that it gives out now
 */
public record KeyInUse(UUID id, @Nullable Instant endsAt, int linkEpoch) {}
