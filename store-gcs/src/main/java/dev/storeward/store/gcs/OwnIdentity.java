package dev.storeward.store.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.util.List;

/**
 * Whoever this process runs as, by Google's own chain of files and machine, asked when a token is
 * needed and not before.
 */
final class OwnIdentity extends GoogleCredentials {
    private final transient HttpTransport transport;
    private final String scope;

    OwnIdentity(HttpTransport transport, String scope) {
        this.transport = transport;
        this.scope = scope;
    }

    @Override
    public AccessToken refreshAccessToken() throws IOException {
        return GoogleCredentials.getApplicationDefault(() -> transport)
                .createScoped(List.of(scope))
                .refreshAccessToken();
    }
}
