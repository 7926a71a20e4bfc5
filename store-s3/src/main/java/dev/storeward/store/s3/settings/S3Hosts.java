package dev.storeward.store.s3.settings;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Under which host names a bucket is reached. */
public final class S3Hosts {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|[0-9.]+|localhost");

    private S3Hosts() {}

    /** Scheme, host and port of the first hop. */
    public static URI of(S3Settings settings) {
        URI endpoint = settings.served().orElseGet(() -> amazon(settings));
        return inHost(settings)
                ? URI.create(
                        endpoint.getScheme()
                                + "://"
                                + settings.bucket()
                                + "."
                                + endpoint.getRawAuthority())
                : endpoint;
    }

    /** Whether the bucket's name stands in the host's, not in the path. */
    public static boolean inHost(S3Settings settings) {
        return !settings.manners().pathStyle() && LABEL.matcher(settings.bucket()).matches();
    }

    /** Whether the bucket may stand in the path, the likeliest answer first. */
    public static List<Boolean> styles(S3Settings settings) {
        boolean usual = settings.served().isPresent();
        boolean nameable =
                LABEL.matcher(settings.bucket()).matches()
                        && settings.served()
                                .map(URI::getHost)
                                .filter(host -> ADDRESS.matcher(host).matches())
                                .isEmpty();
        if (!nameable) {
            return List.of(true);
        }
        // Amazon itself takes every bucket that can be named in its host.
        return usual ? List.of(true, false) : List.of(false);
    }

    private static URI amazon(S3Settings settings) {
        Region region = Region.of(settings.region());
        URI regional = S3Client.serviceMetadata().endpointFor(region);
        String host = settings.accelerated() ? "s3-accelerate.amazonaws.com" : regional.toString();
        return URI.create("https://" + host);
    }
}
