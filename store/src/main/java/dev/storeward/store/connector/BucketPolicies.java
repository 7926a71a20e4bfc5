package dev.storeward.store.connector;

import java.util.List;

/** Writes what a customer grants so that its place works, and nothing more. Makes no request. */
@FunctionalInterface
public interface BucketPolicies {

    /** The documents for a place, ready to be pasted. */
    List<Policy> of(BackendSpec spec, Grantee grantee);

    /**
     * To whom a customer grants.
     *
     * @param accountId the operator's account at the provider; empty when it is not known
     * @param externalId the tenant's, which a role of the customer demands
     */
    record Grantee(String accountId, String externalId) {}
}
