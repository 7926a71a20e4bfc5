package dev.storeward.store;

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
}
