package dev.storeward.core.db;

import dev.storeward.store.Secret;

/**
 * Where the database is and who connects to it.
 *
 * @param url a {@code jdbc:postgresql:} URL
 * @param ownerUser owns the schema and migrates it
 * @param appUser reads and writes rows; the same as the owner where there is only one user
 * @param poolSize connections at most, 2 or more
 */
public record DatabaseSettings(
        String url,
        String ownerUser,
        Secret ownerPassword,
        String appUser,
        Secret appPassword,
        int poolSize) {}
