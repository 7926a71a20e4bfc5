package dev.storeward.server.config;

import dev.storeward.server.config.Settings.Shared;
import dev.storeward.store.BackendSpec;
import dev.storeward.store.Credential;
import dev.storeward.store.Secret;
import dev.storeward.store.s3.S3Connector;
import dev.storeward.store.wrap.Prefix;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code STOREWARD_SHARED_URL} and its keys as a backend. */
final class SharedUrl {
    private static final String NAME = "STOREWARD_SHARED_URL";
    private static final List<String> PARAMETERS =
            List.of("endpoint", "region", "path_style", "prefix", "conditional_put");

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
            case "gs", "azblob" ->
                    throw new SettingsException(
                            NAME
                                    + ": this version has no connector for "
                                    + uri.getScheme()
                                    + "://. Use s3:// or a folder.");
            default ->
                    throw new SettingsException(
                            NAME
                                    + " must be s3://BUCKET?endpoint=URL&region=R&path_style=true, or an absolute folder.");
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
        Map<String, String> settings = parameters(uri.getQuery() == null ? "" : uri.getQuery());
        String path = uri.getPath() == null ? "" : uri.getPath();
        String prefix = path.startsWith("/") ? path.substring(1) : path;
        if (!prefix.isEmpty() && settings.putIfAbsent("prefix", prefix) != null) {
            throw new SettingsException(NAME + " has two prefixes: give it in the path only.");
        }
        if (!Prefix.leavesRoom(settings.getOrDefault("prefix", ""))) {
            throw new SettingsException(
                    NAME + ": the prefix must be at most " + Prefix.MAX_BYTES + " bytes of UTF-8.");
        }
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
                                + ": unknown parameter "
                                + name
                                + ". Known are "
                                + String.join(", ", PARAMETERS)
                                + "; the keys are STOREWARD_SHARED_ACCESS_KEY and STOREWARD_SHARED_SECRET_KEY.");
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
