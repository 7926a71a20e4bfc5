package dev.storeward.store.gcs;

import dev.storeward.store.connector.Outbound;
import dev.storeward.store.gcs.wire.GcsTransport;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The only places a store of a service account talks to.
 *
 * @param storage scheme, host and port of the API
 * @param token where access tokens are handed out
 * @param outbound the gate that leads to both
 */
record GcsHosts(URI storage, URI token, Outbound outbound) {
    private static final URI STORAGE = URI.create("https://storage.googleapis.com");
    private static final URI TOKEN = URI.create("https://oauth2.googleapis.com/token");

    /** The operator's endpoint through the operator's gate, else Google through the caller's. */
    static GcsHosts of(GcsConnector.Cloud cloud, Outbound outbound) {
        return cloud.endpoint()
                .map(endpoint ->
                        new GcsHosts(bare(endpoint), endpoint.resolve("/token"), cloud.operator()))
                .orElseGet(() -> new GcsHosts(STORAGE, TOKEN, outbound));
    }

    /** Without a path; what has no host is left for the gate to refuse. */
    private static URI bare(URI endpoint) {
        return endpoint.getHost() == null ? endpoint : URI.create(GcsTransport.origin(endpoint));
    }

    /** Scheme, host and port of both. */
    Set<String> origins() {
        return Stream.of(storage, token)
                .map(GcsTransport::origin)
                .collect(Collectors.toUnmodifiableSet());
    }
}
