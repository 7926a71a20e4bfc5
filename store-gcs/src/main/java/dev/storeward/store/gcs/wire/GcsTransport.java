package dev.storeward.store.gcs.wire;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * The SDK's way out. Every request goes to one of the origins it was made with: a URL that an
 * answer or a credential brings along leads nowhere else.
 */
public final class GcsTransport extends HttpTransport {
    private final GcsHttp http;
    private final Set<String> origins;
    private final boolean wholeAnswers;

    /**
     * @param origins empty where any may be reached, which is the operator's own identity only
     * @param wholeAnswers whether the deadline holds for an answer's body too
     */
    public GcsTransport(GcsHttp http, Set<String> origins, boolean wholeAnswers) {
        this.http = http;
        this.origins = origins;
        this.wholeAnswers = wholeAnswers;
    }

    @Override
    public boolean supportsMethod(String method) {
        return true;
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) throws IOException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IOException("the URL is malformed", e);
        }
        if (!origins.isEmpty() && !origins.contains(origin(uri))) {
            throw new StoreException(
                    Code.INVALID,
                    Reason.REDIRECTED,
                    "Google Cloud Storage sent us to another host, which is never followed.");
        }
        return new GcsRequest(http, method, uri, wholeAnswers);
    }

    /** Scheme, host and port. */
    public static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
