package dev.storeward.core.access;

/** What came of naming the tenant to work in; each API words what is wrong with it by itself. */
public sealed interface TenantChoice {

    /** The caller, working in the tenant, or in none when nothing asked for one. */
    record In(Caller caller) implements TenantChoice {}

    /** A tenant must be named, and was not. */
    record Unnamed() implements TenantChoice {}

    /** No tenant has this slug. */
    record Unknown() implements TenantChoice {}

    /** Two different tenants are named. */
    record Contradicted() implements TenantChoice {}
}
