package dev.storeward.core.user;

import dev.storeward.store.Secret;

/** A new key and, this once, the key itself. */
public record IssuedKey(ApiKey key, Secret secret) {}
