package dev.storeward.core.user;

/**
 * A user to be made; checked by {@link Users#create}.
 *
 * @param email unique among the tenant's users that are not disabled
 * @param role the name of a role up to the caller's own, one a tenant's user can have
 */
public record NewUser(String email, String role) {}
