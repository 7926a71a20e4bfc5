package dev.storeward.core.backend.registry;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.verification.Verification;

/**
 * What came of asking the place of a backend.
 *
 * @param backend as it is kept now
 */
public record Verified(Backend backend, Verification verification) {}
