package dev.storeward.store.connector;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import java.util.List;
import java.util.Optional;

/**
 * The code for one kind of backend. It must say what its fields are, where a backend lies, and open
 * it; everything else has an answer already. Stateless but for what several stores share, such as
 * an HTTP client. Safe for use by several threads.
 */
public interface Connector extends AutoCloseable {

    /** The connector's name and fields. */
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
     * As {@link #open}, of a place that is a backend already: nothing is made where it is gone.
     *
     * @throws StoreException {@code BUCKET_NOT_FOUND} when that can be seen without a request
     */
    default ObjectStore openKnown(BackendSpec spec, Credential credential, Outbound outbound) {
        return open(spec, credential, outbound);
    }

    /**
     * Makes what a place that becomes a backend without a proof needs before its first object: a
     * folder. Makes no request.
     *
     * @throws StoreException when it cannot be made
     */
    default void make(BackendSpec spec) {}

    /**
     * What speaks against a shape that each field by itself allows, such as two fields that need
     * one another. Makes no request.
     *
     * @param credential holds the secret fields that were given
     */
    default List<FieldProblem> problems(BackendSpec spec, Credential credential) {
        return List.of();
    }

    /** What the verification of a place asks beyond an open store. */
    default PlaceProbe probe() {
        return PlaceProbe.usual();
    }

    /** Makes buckets of this kind; empty where they are made by other means only. */
    default Optional<BucketMaker> buckets() {
        return Optional.empty();
    }

    /** Writes what a customer grants; empty where there is nothing to paste. */
    default Optional<BucketPolicies> policies() {
        return Optional.empty();
    }

    /** Frees what the connector's stores share. */
    @Override
    default void close() {}

    /**
     * The normalised place of a backend.
     *
     * @param endpoint scheme, lower-case host and port, or the scheme alone for a public cloud;
     *     addresses in one form, of which {@code localhost} is a spelling
     * @param bucket the bucket, container or folder
     * @param prefix segments joined by {@code /} without one at either end; empty for the whole
     *     bucket
     */
    record Place(String endpoint, String bucket, String prefix) {
        public Place {
            endpoint = EndpointForm.of(endpoint);
        }
    }
}
