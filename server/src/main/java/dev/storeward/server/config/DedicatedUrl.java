package dev.storeward.server.config;

import dev.storeward.core.backend.operator.DedicatedBucketTemplate;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.s3.S3Connector;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code STOREWARD_DEDICATED_URL} and its keys as the place of buckets that are made. */
final class DedicatedUrl {
    private static final String NAME = "STOREWARD_DEDICATED_URL";
    private static final String ACCESS_KEY = "STOREWARD_DEDICATED_ACCESS_KEY";
    private static final String SECRET_KEY = "STOREWARD_DEDICATED_SECRET_KEY";
    private static final String BUCKET_PREFIX = "bucket_prefix";
    private static final String USUAL_PREFIX = "archivus-tenant-";
    private static final List<String> PARAMETERS =
            List.of("endpoint", "region", "path_style", BUCKET_PREFIX);

    /** A bucket's name has at most 63 characters, of which a tenant's id takes 36. */
    private static final Pattern PREFIX = Pattern.compile("(?!xn--)[a-z0-9][a-z0-9-]{0,26}");

    private final Map<String, String> values;

    DedicatedUrl(Map<String, String> values) {
        this.values = values;
    }

    DedicatedBucketTemplate template(Path data) {
        String url = values.getOrDefault(NAME, "");
        if (url.isEmpty()) {
            return folder(data.resolve("objects").resolve("dedicated"));
        }
        if (url.startsWith("/")) {
            return folder(Path.of(url));
        }
        if (url.startsWith("file:/")) {
            return folder(Path.of(parsed(url).getPath()));
        }
        if (!url.startsWith("s3://")) {
            throw new SettingsException(
                    NAME
                            + " must be s3://?endpoint=URL&region=R&bucket_prefix=archivus-tenant- or"
                            + " an absolute folder.");
        }
        return s3(url);
    }

    private static DedicatedBucketTemplate folder(Path folder) {
        String start = folder.toAbsolutePath().normalize().resolve(USUAL_PREFIX).toString();
        return new DedicatedBucketTemplate(
                new BackendSpec("filesystem", Map.of()), "path", start, Credential.none());
    }

    private DedicatedBucketTemplate s3(String url) {
        String rest = url.substring("s3://".length());
        if (!rest.isEmpty() && !rest.startsWith("?")) {
            throw new SettingsException(
                    NAME
                            + " names no bucket and no keys: s3://?endpoint=URL&region=R. Buckets are"
                            + " named bucket_prefix and the tenant's id, the keys are "
                            + ACCESS_KEY
                            + " and "
                            + SECRET_KEY
                            + ".");
        }
        Map<String, String> settings = parameters(rest.isEmpty() ? "" : query(rest));
        String start = settings.getOrDefault(BUCKET_PREFIX, USUAL_PREFIX);
        settings.remove(BUCKET_PREFIX);
        if (!PREFIX.matcher(start).matches()) {
            throw new SettingsException(
                    NAME
                            + ": bucket_prefix must be 1 to 27 lower-case letters, digits or '-', the"
                            + " first no '-', so that a bucket's name is valid with the 36 characters"
                            + " of a tenant's id.");
        }
        Credential keys = keys();
        if (keys.values().isEmpty()) {
            settings.put(S3Connector.OWN_IDENTITY, "true");
        }
        return new DedicatedBucketTemplate(new BackendSpec("s3", settings), "bucket", start, keys);
    }

    private static String query(String rest) {
        String query = parsed("s3://bucket" + rest).getQuery();
        return query == null ? "" : query;
    }

    private static URI parsed(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(NAME + " is not a URL.");
        }
    }

    private Credential keys() {
        String id = values.getOrDefault(ACCESS_KEY, "");
        String secret = values.getOrDefault(SECRET_KEY, "");
        if (id.isEmpty() != secret.isEmpty()) {
            throw new SettingsException(
                    "Set both " + ACCESS_KEY + " and " + SECRET_KEY + ", or neither.");
        }
        return id.isEmpty()
                ? Credential.none()
                : new Credential(
                        Map.of("access_key", Secret.of(id), "secret_key", Secret.of(secret)));
    }

    /** The values are not told in errors: a secret may have been mistaken for a parameter. */
    private static Map<String, String> parameters(String query) {
        Map<String, String> settings = new HashMap<>();
        if (query.isEmpty()) {
            return settings;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!PARAMETERS.contains(name)) {
                throw new SettingsException(
                        NAME
                                + ": unknown parameter. Known are "
                                + String.join(", ", PARAMETERS)
                                + "; keys are no parameters, but "
                                + ACCESS_KEY
                                + " and "
                                + SECRET_KEY
                                + ".");
            }
            if (name.equals("path_style") && !pair.endsWith("=true") && !pair.endsWith("=false")) {
                throw new SettingsException(NAME + ": path_style must be true or false.");
            }
            if (equals < 0 || settings.put(name, pair.substring(equals + 1)) != null) {
                throw new SettingsException(NAME + ": the parameter " + name + " needs one value.");
            }
        }
        return settings;
    }
}
