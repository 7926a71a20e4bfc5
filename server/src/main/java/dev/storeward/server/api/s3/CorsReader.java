package dev.storeward.server.api.s3;

import dev.storeward.core.tenant.TenantOrigins.NewOrigins;
import dev.storeward.core.tenant.WebOrigin;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.xml.CorsConfiguration;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may use a bucket, as the origins of its tenant. What is kept holds for the whole
 * tenant, for every method and every header; a rule that means less than that is refused, as it
 * would allow more than it says.
 */
final class CorsReader {
    /** Those that S3 knows, all of which an allowed page may send. */
    static final List<String> METHODS = List.of("DELETE", "GET", "HEAD", "POST", "PUT");

    static final NewOrigins NOBODY = new NewOrigins(List.of(), null);

    private CorsReader() {}

    /**
     * Passes the bucket that is the whole folder: others can have no origins of their own.
     *
     * @throws S3Exception {@code NOT_IMPLEMENTED}
     */
    static void requireWhole(S3RequestReader sent) {
        String whole = sent.caller().knownTenant().slug();
        if (!sent.bucket().equals(whole)) {
            throw notDone(
                    "The origins that pages may be of are one list for all of a tenant: change them at the bucket "
                            + whole
                            + ".");
        }
    }

    /**
     * Reads the document.
     *
     * @throws S3Exception for what is none, and {@code NOT_IMPLEMENTED} for rules that cannot be
     *     kept as they are
     */
    static NewOrigins of(S3RequestReader sent) throws IOException {
        List<CorsConfiguration.Rule> rules = CorsConfiguration.read(sent.document()).rules();
        rules.forEach(CorsReader::requireKept);
        List<String> origins =
                rules.stream().flatMap(rule -> rule.origins().stream()).distinct().toList();
        for (String origin : origins) {
            WebOrigin.complaint(origin)
                    .ifPresent(complaint -> {
                        throw notDone("AllowedOrigin \"" + origin + "\": " + complaint);
                    });
        }
        return new NewOrigins(origins, maxAge(rules));
    }

    private static void requireKept(CorsConfiguration.Rule rule) {
        Set<String> methods = new HashSet<>(rule.methods());
        if (!methods.containsAll(METHODS)) {
            throw notDone(
                    "An allowed page may send every method: a rule must name all of "
                            + String.join(", ", METHODS)
                            + ".");
        }
        if (!rule.headers().contains("*")) {
            throw notDone(
                    "An allowed page may send every header: a rule must have AllowedHeader *.");
        }
    }

    /** The one that all rules have; null where none has one. */
    private static @Nullable Integer maxAge(List<CorsConfiguration.Rule> rules) {
        List<OptionalInt> ages =
                rules.stream().map(CorsConfiguration.Rule::maxAgeSeconds).distinct().toList();
        if (ages.size() > 1) {
            throw notDone("All rules must have the same MaxAgeSeconds, or none.");
        }
        OptionalInt age = ages.getFirst();
        return age.isPresent() ? age.getAsInt() : null;
    }

    private static S3Exception notDone(String why) {
        return new S3Exception(S3Code.NOT_IMPLEMENTED, why);
    }
}
