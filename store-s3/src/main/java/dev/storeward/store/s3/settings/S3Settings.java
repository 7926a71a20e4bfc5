package dev.storeward.store.s3.settings;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.wrap.Prefix;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The open half of an S3 backend, checked.
 *
 * @param endpoint scheme, lower-case host and port where it is not the scheme's own; empty for
 *     Amazon itself
 * @param served where requests go: the endpoint, or the operator's in Amazon's place; empty for
 *     Amazon itself
 * @param role empty for keys
 * @param cloudfront the domain of the distribution; empty for none
 */
public record S3Settings(
        Optional<URI> endpoint,
        Optional<URI> served,
        String region,
        String bucket,
        Prefix prefix,
        boolean accelerated,
        String role,
        String externalId,
        String cloudfront,
        boolean ownIdentity,
        Manners manners) {

    /**
     * The setting, {@code true}, of an operator's backend that is reached as whoever this process
     * runs as: by the SDK's own chain of environment, files and machine. It is no field of the
     * schema, so that no request can set it: a tenant's bucket is never reached with it.
     */
    public static final String OWN_IDENTITY = "own_identity";

    /** What servers that know no regions accept as one. */
    private static final String ANY_REGION = "us-east-1";

    /** The smallest part but the last that Amazon takes. */
    private static final long SMALLEST_PART = 5L << 20;

    /**
     * How the endpoint is to be spoken to: as the registrar said, else as it was proven, else as is
     * usual.
     *
     * @param digestHeaders whether bodies are taken only with a header that tells their digest
     * @param partTags whether parts may be streams, and are told by their tags
     * @param versioned whether what is deleted stays as an older version
     * @param smallestPart in bytes
     */
    public record Manners(
            boolean pathStyle,
            boolean conditionalPut,
            boolean copy,
            boolean multipart,
            boolean presign,
            boolean digestHeaders,
            boolean partTags,
            boolean versioned,
            long smallestPart) {

        private static Manners of(BackendSpec spec, boolean atAmazon, boolean amazonItself) {
            Profile profile = spec.profile();
            return new Manners(
                    said(spec, S3Fields.PATH_STYLE)
                            .or(() -> profile.get(Trait.PATH_STYLE))
                            .orElse(!amazonItself),
                    said(spec, S3Fields.CONDITIONAL_PUT)
                            .or(() -> profile.get(Trait.CONDITIONAL_PUT))
                            .orElse(atAmazon),
                    profile.get(Trait.COPY).orElse(true),
                    profile.get(Trait.MULTIPART).orElse(true),
                    profile.get(Trait.PRESIGN).orElse(true),
                    profile.get(Trait.DIGEST_HEADERS).orElse(false),
                    profile.get(Trait.PART_TAGS).orElse(atAmazon),
                    profile.get(Trait.VERSIONED).orElse(false),
                    profile.multipartMinimum() > 0 ? profile.multipartMinimum() : SMALLEST_PART);
        }
    }

    /**
     * The settings of a specification.
     *
     * @throws StoreException {@code INVALID} with everything that is wrong
     */
    public static S3Settings of(BackendSpec spec, AmazonSettings amazon) {
        List<FieldProblem> problems = S3FieldChecks.problems(spec);
        if (!problems.isEmpty()) {
            throw new StoreException(
                    Code.INVALID,
                    problems.stream().map(FieldProblem::message).collect(Collectors.joining(" ")));
        }
        Optional<URI> endpoint = S3FieldChecks.endpoint(spec);
        Optional<URI> served = endpoint.or(amazon::s3Endpoint);
        String region = spec.get(S3Fields.REGION).strip();
        return new S3Settings(
                endpoint,
                served,
                region.isEmpty() ? ANY_REGION : region,
                spec.get(S3Fields.BUCKET).strip(),
                Prefix.of(spec.get(S3Fields.PREFIX).strip()),
                served.isEmpty() && said(spec, S3Fields.ACCELERATED).orElse(false),
                spec.get(S3Fields.ROLE_ARN).strip(),
                spec.get(S3Fields.EXTERNAL_ID).strip(),
                spec.get(S3Fields.CLOUDFRONT_DOMAIN).strip(),
                said(spec, OWN_IDENTITY).orElse(false),
                Manners.of(spec, endpoint.isEmpty(), served.isEmpty()));
    }

    /** What messages call the place. */
    public String name() {
        return "bucket "
                + bucket
                + " at "
                + endpoint.map(URI::getAuthority).orElse("Amazon S3 in " + region);
    }

    /** What the registrar or operator said of a flag. */
    public static Optional<Boolean> said(BackendSpec spec, String field) {
        return Optional.of(spec.get(field)).filter(v -> !v.isEmpty()).map(Boolean::parseBoolean);
    }
}
