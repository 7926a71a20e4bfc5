package dev.storeward.store.gcs;

import com.google.auth.Credentials;
import com.google.auth.oauth2.GoogleCredentials;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One access token for all requests of a store. It is fetched with few attempts and short pauses:
 * the SDK's own patience would hold a request for half a minute, and no copy of it is made by the
 * SDK, which would fetch a token of its own.
 */
final class SharedToken extends Credentials {
    private final transient GoogleCredentials inner;
    private final transient GcsFailures failures;

    SharedToken(GoogleCredentials inner, GcsFailures failures) {
        this.inner = inner;
        this.failures = failures;
    }

    @Override
    public String getAuthenticationType() {
        return inner.getAuthenticationType();
    }

    @Override
    public Map<String, List<String>> getRequestMetadata(@Nullable URI uri) throws IOException {
        Attempts attempts = new Attempts();
        while (true) {
            try {
                return inner.getRequestMetadata(uri);
            } catch (IOException e) {
                StoreException failure = failures.of(e);
                if (failure.reason() == StoreException.Reason.SILENT) {
                    throw e;
                }
                if (!attempts.another(failure)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public boolean hasRequestMetadata() {
        return true;
    }

    @Override
    public boolean hasRequestMetadataOnly() {
        return true;
    }

    @Override
    public void refresh() throws IOException {
        inner.refresh();
    }
}
