package dev.storeward.core.user;

import org.jspecify.annotations.Nullable;

/** What to change of a user; checked by {@link Users#update}. Null leaves a value as it is. */
public record UserChange(@Nullable String email, @Nullable String role) {}
