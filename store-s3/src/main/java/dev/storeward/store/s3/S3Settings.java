package dev.storeward.store.s3;

import dev.storeward.store.BackendSpec;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.wrap.Prefix;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The open half of an S3 backend, checked.
 *
 * @param endpoint scheme, lower-case host and port where it is not the scheme's own; empty for
 *     Amazon itself
 * @param ownIdentity see {@link S3Connector#OWN_IDENTITY}
 */
record S3Settings(
        Optional<URI> endpoint,
        String region,
        String bucket,
        Prefix prefix,
        boolean pathStyle,
        boolean conditionalPut,
        boolean ownIdentity) {

    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

    /** What servers that know no regions accept as one. */
    private static final String ANY_REGION = "us-east-1";

    static S3Settings of(BackendSpec spec) {
        Optional<URI> endpoint = endpoint(spec.get("endpoint").strip());
        String bucket = spec.get("bucket").strip();
        if (!BUCKET.matcher(bucket).matches()) {
            throw invalid(
                    "The bucket's name has 2 to 255 letters, digits, dots, dashes and underscores"
                            + " and begins with a letter or digit.");
        }
        String region = spec.get("region").strip();
        if (region.isEmpty() && endpoint.isEmpty()) {
            throw invalid("Amazon S3 needs the bucket's region, such as eu-central-1.");
        }
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            throw invalid("The region has lower-case letters, digits and dashes.");
        }
        return new S3Settings(
                endpoint,
                region.isEmpty() ? ANY_REGION : region,
                bucket,
                Prefix.of(spec.get("prefix").strip()),
                flag(spec.get("path_style"), endpoint.isPresent()),
                flag(spec.get("conditional_put"), endpoint.isEmpty()),
                flag(spec.get(S3Connector.OWN_IDENTITY), false));
    }

    /** Whether the provider is Amazon, whose buckets share one namespace. */
    boolean amazon() {
        return endpoint.isEmpty();
    }

    /** What messages call the place. */
    String name() {
        return "bucket "
                + bucket
                + " at "
                + endpoint.map(URI::getAuthority).orElse("Amazon S3 in " + region);
    }

    private static boolean flag(String value, boolean otherwise) {
        return value.isEmpty() ? otherwise : Boolean.parseBoolean(value);
    }

    private static Optional<URI> endpoint(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI given = new URI(text.contains("://") ? text : "https://" + text);
            String scheme = lower(given.getScheme());
            String host = given.getHost();
            String path = given.getRawPath();
            if (host == null
                    || given.getRawUserInfo() != null
                    || given.getRawQuery() != null
                    || given.getRawFragment() != null
                    || !(path == null || path.isEmpty() || path.equals("/"))
                    || !(scheme.equals("https") || scheme.equals("http"))) {
                throw invalid(
                        "The endpoint is https://, a host and perhaps a port, and nothing else.");
            }
            String name = lower(host);
            int port =
                    given.getPort() == (scheme.equals("https") ? 443 : 80) ? -1 : given.getPort();
            return amazon(name)
                    ? Optional.empty()
                    : Optional.of(new URI(scheme, null, withoutDot(name), port, null, null, null));
        } catch (URISyntaxException e) {
            throw invalid("The endpoint is not a URL.");
        }
    }

    /** Amazon's own regional endpoints, which the SDK builds better than people do. */
    private static boolean amazon(String host) {
        return host.matches("s3([.-][a-z0-9-]+)?\\.amazonaws\\.com\\.?");
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static StoreException invalid(String message) {
        return new StoreException(Code.INVALID, message);
    }
}
