package dev.storeward.store;

import dev.storeward.store.ConnectorSchema.FieldProblem;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The code for one kind of backend. Stateless but for what several stores share, such as an HTTP
 * client.
 */
public interface Connector extends AutoCloseable {

    /** The connector's name, aliases and fields. */
    ConnectorSchema schema();

    /**
     * Where a specification points, in a form that is equal for two specifications of the same
     * place.
     *
     * @throws StoreException {@code INVALID} when the specification is not one of a place
     */
    Place place(BackendSpec spec);

    /**
     * Opens a store. Makes no request by itself.
     *
     * @param outbound what every connection passes; see {@link Outbound}
     */
    ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound);

    /**
     * What speaks against a shape that each field by itself allows, such as two fields that need
     * one another. Makes no request.
     *
     * @param credential holds the secret fields that were given
     */
    default List<FieldProblem> problems(BackendSpec spec, Credential credential) {
        return List.of();
    }

    /**
     * Where the place is reached, for who asks whether a connection comes about at all; empty for a
     * folder.
     */
    default Optional<Reach> reach(BackendSpec spec, Outbound outbound) {
        return Optional.empty();
    }

    /**
     * The forms in which the place may have to be spoken to, the likeliest first: what the
     * registrar did not set is tried, and the first that works is kept as its {@link Profile}.
     */
    default List<BackendSpec> variants(BackendSpec spec) {
        return List.of(spec);
    }

    /**
     * Whether somebody other than the tenant could have us use its place: a role that can be taken
     * on without the tenant's external id, or with another's. Makes requests.
     *
     * @return why the place must be refused; empty when nothing speaks against it
     */
    default Optional<StoreException> distrust(
            BackendSpec spec, Credential credential, Outbound outbound) {
        return Optional.empty();
    }

    /**
     * What can be learned of the place only in its protocol's own terms, such as whether it looks
     * at checksums. Makes requests; writes under one key and removes it again.
     *
     * @param spec opened with its profile so far
     * @param free a key under which nothing lies
     * @return the profile so far and what was learned
     * @throws StoreException when the place does not answer; nothing is learned then
     */
    default Profile learn(
            BackendSpec spec, Credential credential, Outbound outbound, ObjectKey free) {
        return spec.profile();
    }

    /** Makes buckets of this kind; empty where they are made by other means only. */
    default Optional<BucketMaker> buckets() {
        return Optional.empty();
    }

    /** What a customer grants so that the place works, and nothing more. */
    default List<Policy> policies(BackendSpec spec, Grantee grantee) {
        return List.of();
    }

    /** Frees what the connector's stores share. */
    @Override
    default void close() {}

    /**
     * The normalised place of a backend.
     *
     * @param endpoint scheme, lower-case host and port, or the scheme alone for a public cloud
     * @param bucket the bucket, container or folder
     * @param prefix segments joined by {@code /} without one at either end; empty for the whole
     *     bucket
     */
    record Place(String endpoint, String bucket, String prefix) {}

    /**
     * The first hop to a place.
     *
     * @param url scheme, host and port
     * @param outbound the gate its connections pass: the caller's, or the operator's where the
     *     operator named the endpoint
     */
    record Reach(URI url, Outbound outbound) {}

    /**
     * To whom a customer grants.
     *
     * @param accountId the operator's account at the provider; empty when it is not known
     * @param externalId the tenant's, which a role of the customer demands
     */
    record Grantee(String accountId, String externalId) {}
}
