package dev.storeward.store.s3.settings;

import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.wrap.Prefix;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the fields of an S3 backend may hold, each by itself and together. */
public final class S3FieldChecks {
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern ROLE =
            Pattern.compile("arn:aws(-cn|-us-gov)?:iam::[0-9]{12}:role/[\\w+=,.@/-]{1,512}");
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}");
    private static final Pattern AMAZONS_DOMAIN =
            Pattern.compile("\\.amazonaws\\.com(?:\\.cn)?\\.?$");
    private static final Pattern AMAZONS_SERVICE =
            Pattern.compile("s3(?:[.-][a-z0-9-]++(?:\\.[a-z0-9-]++)*+)?");
    private static final Pattern KEY_ID = Pattern.compile("[A-Z0-9]{10,32}");

    private S3FieldChecks() {}

    /** Everything that is wrong with the fields that are not secret. */
    public static List<FieldProblem> problems(BackendSpec spec) {
        List<FieldProblem> found = new ArrayList<>();
        Optional<URI> endpoint = Optional.empty();
        try {
            endpoint = endpoint(spec);
        } catch (StoreException e) {
            found.add(problem(S3Fields.ENDPOINT, String.valueOf(e.getMessage())));
        }
        boolean amazon = endpoint.isEmpty() && found.isEmpty();
        bucket(spec, amazon, found);
        prefix(spec, found);
        matches(
                spec,
                S3Fields.ROLE_ARN,
                ROLE,
                "Must look like arn:aws:iam::123456789012:role/storeward.",
                found);
        matches(
                spec,
                S3Fields.CLOUDFRONT_DOMAIN,
                DOMAIN,
                "Must be a host name such as d111111abcdef8.cloudfront.net.",
                found);
        matches(
                spec,
                S3Fields.CLOUDFRONT_KEY_ID,
                KEY_ID,
                "Must be the id of a CloudFront public key: capital letters and digits.",
                found);
        if (given(spec, S3Fields.CLOUDFRONT_KEY_ID) && !given(spec, S3Fields.CLOUDFRONT_DOMAIN)) {
            found.add(problem(S3Fields.CLOUDFRONT_DOMAIN, "A CloudFront key id needs its domain."));
        }
        together(spec, endpoint.isPresent(), found);
        return found;
    }

    /** Everything that is wrong with the fields, secret ones included. */
    public static List<FieldProblem> problems(BackendSpec spec, Credential credential) {
        List<FieldProblem> found = new ArrayList<>(problems(spec));
        boolean role = given(spec, S3Fields.ROLE_ARN);
        for (String field : List.of(S3Fields.ACCESS_KEY, S3Fields.SECRET_KEY)) {
            boolean key = !credential.get(field).isEmpty();
            if (role && key) {
                found.add(problem(field, "A backend has a role or keys, not both: leave one out."));
            } else if (!role && !key) {
                found.add(problem(field, "This field is required unless role_arn is given."));
            }
        }
        return found;
    }

    /** The registrar's endpoint in its one form; empty for Amazon itself. */
    static Optional<URI> endpoint(BackendSpec spec) {
        String text = spec.get(S3Fields.ENDPOINT).strip();
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

    private static void bucket(BackendSpec spec, boolean amazon, List<FieldProblem> found) {
        if (!BUCKET.matcher(spec.get(S3Fields.BUCKET).strip()).matches()) {
            found.add(
                    problem(
                            S3Fields.BUCKET,
                            "The bucket's name has 2 to 255 letters, digits, dots, dashes and"
                                    + " underscores and begins with a letter or digit."));
        }
        if (amazon && !given(spec, S3Fields.REGION)) {
            found.add(
                    problem(
                            S3Fields.REGION,
                            "Amazon S3 needs the bucket's region, such as eu-central-1."));
        }
        matches(
                spec,
                S3Fields.REGION,
                REGION,
                "The region has lower-case letters, digits and dashes.",
                found);
    }

    private static void prefix(BackendSpec spec, List<FieldProblem> found) {
        try {
            Prefix.of(spec.get(S3Fields.PREFIX).strip());
        } catch (StoreException e) {
            found.add(problem(S3Fields.PREFIX, String.valueOf(e.getMessage())));
        }
    }

    private static void together(BackendSpec spec, boolean elsewhere, List<FieldProblem> found) {
        if (elsewhere && given(spec, S3Fields.ROLE_ARN)) {
            found.add(
                    problem(
                            S3Fields.ROLE_ARN,
                            "Roles are Amazon's: leave the endpoint out, or use keys."));
        }
        if (!spec.get(S3Fields.ACCELERATED).equals("true")) {
            return;
        }
        if (elsewhere) {
            found.add(
                    problem(
                            S3Fields.ACCELERATED,
                            "Transfer acceleration is Amazon's: leave the endpoint out, or set it"
                                    + " to false."));
        }
        if (spec.get(S3Fields.PATH_STYLE).equals("true")) {
            found.add(
                    problem(
                            S3Fields.ACCELERATED,
                            "An accelerated bucket stands in the host's name: leave path_style"
                                    + " out."));
        }
        if (spec.get(S3Fields.BUCKET).contains(".")) {
            found.add(
                    problem(
                            S3Fields.ACCELERATED,
                            "Amazon accelerates no bucket with a dot in its name."));
        }
    }

    private static void matches(
            BackendSpec spec,
            String field,
            Pattern pattern,
            String otherwise,
            List<FieldProblem> found) {
        if (given(spec, field) && !pattern.matcher(spec.get(field).strip()).matches()) {
            found.add(problem(field, otherwise));
        }
    }

    private static boolean given(BackendSpec spec, String field) {
        return !spec.get(field).isBlank();
    }

    /**
     * Amazon's own endpoints, regional, dual-stack and FIPS ones: the SDK builds them better than
     * people do, and one bucket must not be two places.
     */
    private static boolean amazon(String host) {
        Matcher domain = AMAZONS_DOMAIN.matcher(host);
        return domain.find()
                && AMAZONS_SERVICE.matcher(host.substring(0, domain.start())).matches();
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static FieldProblem problem(String field, String message) {
        return new FieldProblem(field, message);
    }

    private static StoreException invalid(String message) {
        return new StoreException(StoreException.Code.INVALID, message);
    }
}
