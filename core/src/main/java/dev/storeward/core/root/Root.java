package dev.storeward.core.root;

import java.time.Instant;

/**
 * A folder of a user that holds names of its own.
 *
 * @param folder the beginning of the addresses of its files, with a slash at its end
 */
public record Root(String name, String folder, Instant createdAt) {}
