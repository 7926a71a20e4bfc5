package dev.storeward.postgres;

import dev.storeward.store.Secret;

/** A role of the database and its password, which does not print. */
public record DatabaseLogin(String user, Secret password) {}
