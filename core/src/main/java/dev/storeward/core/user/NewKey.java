package dev.storeward.core.user;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key to be made; checked by {@link Keys#create}.
 *
 * @param expiresAt in the future; null for never
 */
public record NewKey(String name, @Nullable Instant expiresAt) {}
