package dev.storeward.store.gcs;

import dev.storeward.store.Outbound;
import java.net.URI;
import java.util.Set;

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
                        new GcsHosts(
                                endpoint.resolve("/"),
                                endpoint.resolve("/token"),
                                cloud.operator()))
                .map(GcsHosts::withoutSlash)
                .orElseGet(() -> new GcsHosts(STORAGE, TOKEN, outbound));
    }

    private GcsHosts withoutSlash() {
        String text = storage.toString();
        return new GcsHosts(URI.create(text.substring(0, text.length() - 1)), token, outbound);
    }

    /** Scheme, host and port of both. */
    Set<String> origins() {
        return Set.copyOf(
                java.util.List.of(origin(storage), origin(token)).stream().distinct().toList());
    }

    static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
