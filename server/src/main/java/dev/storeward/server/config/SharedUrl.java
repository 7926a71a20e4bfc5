package dev.storeward.server.config;

import dev.storeward.server.config.Settings.Shared;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.gcs.GcsConnector;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.wrap.Prefix;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code STOREWARD_SHARED_URL} and its keys as a backend. */
final class SharedUrl {
    private static final String NAME = "STOREWARD_SHARED_URL";
    private static final String CREDENTIAL_FILE = "STOREWARD_SHARED_CREDENTIAL_FILE";
    private static final List<String> S3_PARAMETERS =
            List.of("endpoint", "region", "path_style", "prefix", "conditional_put");
    private static final List<String> GCS_PARAMETERS = List.of("prefix");
    private static final List<String> AZURE_PARAMETERS = List.of("endpoint", "prefix");

    private static final List<String> FLAGS = List.of("path_style", "conditional_put");

    private final Map<String, String> values;

    SharedUrl(Map<String, String> values) {
        this.values = values;
    }

    Shared shared(Path data) {
        String url = values.getOrDefault(NAME, "");
        if (url.isEmpty()) {
            return folder(data.resolve("objects").resolve("shared"));
        }
        if (url.startsWith("/")) {
            return folder(Path.of(url));
        }
        URI uri = parsed(url);
        return switch (String.valueOf(uri.getScheme())) {
            case "file" -> folder(Path.of(uri.getPath()));
            case "s3" -> s3(uri);
            case "azblob" -> azure(uri);
            case "gs" -> gs(uri);
            default ->
                    throw new SettingsException(
                            NAME
                                    + " must be s3://BUCKET?endpoint=URL&region=R&path_style=true, gs://BUCKET, azblob://ACCOUNT/CONTAINER, or an absolute folder.");
        };
    }

    private static URI parsed(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(NAME + " is not a URL.");
        }
    }

    private static Shared folder(Path folder) {
        return new Shared(
                new BackendSpec("filesystem", Map.of("path", folder.toAbsolutePath().toString())),
                Credential.none());
    }

    private Shared s3(URI uri) {
        if (uri.getAuthority() == null || uri.getUserInfo() != null) {
            throw new SettingsException(
                    NAME
                            + " names a bucket and no keys: s3://BUCKET. The keys are STOREWARD_SHARED_ACCESS_KEY and STOREWARD_SHARED_SECRET_KEY.");
        }
        Map<String, String> settings = parameters(query(uri), S3_PARAMETERS);
        addPrefix(settings, path(uri));
        settings.put("bucket", uri.getAuthority());
        Map<String, Secret> keys = new HashMap<>();
        put(keys, "access_key", "STOREWARD_SHARED_ACCESS_KEY");
        put(keys, "secret_key", "STOREWARD_SHARED_SECRET_KEY");
        if (keys.size() == 1) {
            throw new SettingsException(
                    "Set both STOREWARD_SHARED_ACCESS_KEY and STOREWARD_SHARED_SECRET_KEY, or neither.");
        }
        if (keys.isEmpty()) {
            settings.put(S3Connector.OWN_IDENTITY, "true");
        }
        return new Shared(new BackendSpec("s3", settings), new Credential(keys));
    }

    private Shared gs(URI uri) {
        if (uri.getAuthority() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new SettingsException(
                    NAME
                            + " names a bucket and perhaps a prefix: gs://BUCKET/PREFIX. The service account's key file is "
                            + CREDENTIAL_FILE
                            + ".");
        }
        Map<String, String> settings = parameters(query(uri), GCS_PARAMETERS);
        addPrefix(settings, path(uri));
        settings.put("bucket", uri.getAuthority());
        String file = values.getOrDefault(CREDENTIAL_FILE, "");
        if (file.isEmpty()) {
            settings.put(GcsConnector.OWN_IDENTITY, "true");
        }
        return new Shared(
                new BackendSpec("gcs", settings),
                file.isEmpty()
                        ? Credential.none()
                        : new Credential(Map.of("auth_json", fileContent(file))));
    }

    private Shared azure(URI uri) {
        String path = path(uri);
        int slash = path.indexOf('/');
        String container = slash < 0 ? path : path.substring(0, slash);
        if (uri.getAuthority() == null || uri.getUserInfo() != null || container.isEmpty()) {
            throw new SettingsException(
                    NAME
                            + " names an account and a container and no key: azblob://ACCOUNT/CONTAINER. The account's key is STOREWARD_SHARED_SECRET_KEY, or lies in STOREWARD_SHARED_CREDENTIAL_FILE.");
        }
        Map<String, String> settings = parameters(query(uri), AZURE_PARAMETERS);
        addPrefix(settings, slash < 0 ? "" : path.substring(slash + 1));
        settings.put("account_name", uri.getAuthority());
        settings.put("container", container);
        Secret key = accountKey();
        return new Shared(
                new BackendSpec("azure", settings), new Credential(Map.of("account_key", key)));
    }

    private Secret accountKey() {
        String key = values.getOrDefault("STOREWARD_SHARED_SECRET_KEY", "");
        String file = values.getOrDefault(CREDENTIAL_FILE, "");
        if (key.isEmpty() == file.isEmpty()) {
            throw new SettingsException(
                    "azblob:// needs the account's key in STOREWARD_SHARED_SECRET_KEY or in the file "
                            + CREDENTIAL_FILE
                            + ", and in one of them only: there is no identity of this machine that Azure would know.");
        }
        return file.isEmpty() ? Secret.of(key) : fileContent(file);
    }

    private static Secret fileContent(String file) {
        try {
            return Secret.of(Files.readString(Path.of(file)).strip());
        } catch (IOException | InvalidPathException e) {
            throw new SettingsException(CREDENTIAL_FILE + " names a file that cannot be read.");
        }
    }

    private static String query(URI uri) {
        return uri.getQuery() == null ? "" : uri.getQuery();
    }

    /** Without the slash it begins with. */
    private static String path(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static void addPrefix(Map<String, String> settings, String prefix) {
        if (!prefix.isEmpty() && settings.putIfAbsent("prefix", prefix) != null) {
            throw new SettingsException(NAME + " has two prefixes: give it in the path only.");
        }
        if (!Prefix.leavesRoom(settings.getOrDefault("prefix", ""))) {
            throw new SettingsException(
                    NAME + ": the prefix must be at most " + Prefix.MAX_BYTES + " bytes of UTF-8.");
        }
    }

    /** The values are not told in errors: a secret may have been mistaken for a parameter. */
    private static Map<String, String> parameters(String query, List<String> known) {
        Map<String, String> settings = new HashMap<>();
        if (query.isEmpty()) {
            return settings;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!known.contains(name)) {
                throw new SettingsException(
                        NAME
                                + ": unknown parameter "
                                + name
                                + ". Known are "
                                + String.join(", ", known)
                                + "; keys are no parameters, but STOREWARD_SHARED_ACCESS_KEY and STOREWARD_SHARED_SECRET_KEY.");
            }
            if (FLAGS.contains(name) && !pair.endsWith("=true") && !pair.endsWith("=false")) {
                throw new SettingsException(NAME + ": " + name + " must be true or false.");
            }
            if (equals < 0 || settings.put(name, pair.substring(equals + 1)) != null) {
                throw new SettingsException(NAME + ": the parameter " + name + " needs one value.");
            }
        }
        return settings;
    }

    private void put(Map<String, Secret> keys, String field, String name) {
        String value = values.get(name);
        if (value != null) {
            keys.put(field, Secret.of(value));
        }
    }
}
