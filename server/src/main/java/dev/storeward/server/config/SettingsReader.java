package dev.storeward.server.config;

import dev.storeward.core.access.Caps;
import dev.storeward.core.file.Category;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.server.config.Settings.Clouds;
import dev.storeward.server.config.Settings.DatabaseChoice;
import dev.storeward.server.config.Settings.Limits;
import dev.storeward.server.config.Settings.Rates;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the command line and the environment. */
public final class SettingsReader {
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "--host", "STOREWARD_HOST",
                    "--port", "STOREWARD_PORT",
                    "--data", "STOREWARD_DATA",
                    "--db", "STOREWARD_DB",
                    "--admin-key", AdminKey.VARIABLE,
                    "--admin-key-file", AdminKey.FILE_VARIABLE);

    private static final long MOST_A_SECOND = 1_000_000;

    private final SettingValues values;
    private final Set<String> byOption;

    private SettingsReader(Map<String, String> values, Set<String> byOption) {
        this.values = new SettingValues(values);
        this.byOption = byOption;
    }

    /**
     * The settings of a start.
     *
     * @param arguments the command line behind {@code serve}
     * @throws SettingsException for an option, variable or value that cannot be used
     */
    public static Settings read(List<String> arguments, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        Set<String> byOption = new HashSet<>();
        Variables.requireKnown(environment);
        environment.forEach((name, value) -> {
            if (name.startsWith("STOREWARD_") && !value.isBlank()) {
                values.put(name, value.strip());
            }
        });
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String option = equals < 0 ? argument : argument.substring(0, equals);
            String name = OPTIONS.get(option);
            if (name == null) {
                throw new SettingsException(
                        "Unknown option "
                                + option
                                + ". The options are "
                                + String.join(", ", OPTIONS.keySet().stream().sorted().toList())
                                + ".");
            }
            if (equals < 0 && i + 1 >= arguments.size()) {
                throw new SettingsException("The option " + option + " needs a value.");
            }
            values.put(name, equals < 0 ? arguments.get(++i) : argument.substring(equals + 1));
            byOption.add(name);
        }
        return new SettingsReader(values, byOption).settings();
    }

    /** Whether only this machine can reach a server that listens there. */
    public static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private Settings settings() {
        String host = values.text("STOREWARD_HOST", "127.0.0.1");
        Path data = Path.of(values.text("STOREWARD_DATA", "data")).toAbsolutePath().normalize();
        String keyFile = values.text("STOREWARD_MASTER_KEY_FILE", "");
        return new Settings(
                host,
                Math.toIntExact(values.number("STOREWARD_PORT", 8080, 0, 65535)),
                managementPort(),
                data,
                database(),
                AdminKey.choice(
                        values.text(AdminKey.VARIABLE, ""),
                        values.text(AdminKey.FILE_VARIABLE, ""),
                        byOption.contains(AdminKey.VARIABLE),
                        values.text("STOREWARD_ADMIN_EMAIL", "admin@localhost")),
                keyFile.isEmpty() ? data.resolve("master.key") : Path.of(keyFile).toAbsolutePath(),
                !keyFile.isEmpty(),
                values.text("STOREWARD_PUBLIC_URL", ""),
                new SharedUrl(values.all()).shared(data),
                new DedicatedUrl(values.all()).template(data),
                values.flag("STOREWARD_FOLDERS_ON_ALL_NODES"),
                clouds(),
                values.find("STOREWARD_CONNECTORS").map(folder -> Path.of(folder).toAbsolutePath()),
                new NetworkReader(values).network(host, data),
                new Limits(
                        values.number(
                                "STOREWARD_MAX_FILE_BYTES",
                                UploadLimits.DEFAULT_MAX_FILE_BYTES,
                                1,
                                UploadLimits.DEFAULT_MAX_FILE_BYTES),
                        types(),
                        Math.toIntExact(values.number("STOREWARD_DRAIN_SECONDS", 30, 0, 3600)),
                        Math.toIntExact(
                                values.number("STOREWARD_STORE_TIMEOUT_SECONDS", 30, 1, 600)),
                        Math.toIntExact(values.number("STOREWARD_MIGRATION_FILES", 0, 0, 1_000)),
                        values.number("STOREWARD_MIGRATION_BANDWIDTH", 0, 0, Long.MAX_VALUE),
                        rates(),
                        caps(),
                        cap("STOREWARD_MAX_EVENT_STREAMS", 16),
                        Duration.ofDays(values.number("STOREWARD_UPLOAD_SESSION_DAYS", 7, 1, 90))));
    }

    private Rates rates() {
        return new Rates(
                values.number("STOREWARD_RATE_LIMIT_KEY", 10_000, 0, MOST_A_SECOND),
                values.number("STOREWARD_RATE_LIMIT_TENANT", 20_000, 0, MOST_A_SECOND),
                values.number("STOREWARD_RATE_LIMIT_ADDRESS", 10_000, 0, MOST_A_SECOND),
                values.number("STOREWARD_RATE_LIMIT_WRONG_KEYS", 300, 0, MOST_A_SECOND));
    }

    private Caps caps() {
        Caps usual = Caps.usual();
        return new Caps(
                cap("STOREWARD_MAX_USERS", usual.users()),
                cap("STOREWARD_MAX_KEYS_OF_USER", usual.keysOfUser()),
                cap("STOREWARD_MAX_KEYS", usual.keys()),
                cap("STOREWARD_MAX_BACKENDS", usual.backends()),
                cap("STOREWARD_MAX_UPLOAD_ADDRESSES", usual.uploadAddresses()));
    }

    private int cap(String name, int usual) {
        return Math.toIntExact(values.number(name, usual, 1, 1_000_000));
    }

    private OptionalInt managementPort() {
        String name = "STOREWARD_MANAGEMENT_PORT";
        if (!values.has(name)) {
            return OptionalInt.empty();
        }
        int port = Math.toIntExact(values.number(name, 0, 1, 65535));
        if (port == values.number("STOREWARD_PORT", 8080, 0, 65535)) {
            throw new SettingsException(name + " must be another one than STOREWARD_PORT.");
        }
        return OptionalInt.of(port);
    }

    private Map<Category, List<String>> types() {
        Map<Category, List<String>> types = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            List<String> list = values.list("STOREWARD_TYPES_" + category.name());
            if (!list.isEmpty()) {
                types.put(category, list);
            }
        }
        return types;
    }

    private DatabaseChoice database() {
        String url = values.text("STOREWARD_DB", "");
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            throw new SettingsException(
                    "STOREWARD_DB must be a jdbc:postgresql: URL, or unset for the embedded PostgreSQL.");
        }
        if (url.contains("password=")) {
            throw new SettingsException(
                    "STOREWARD_DB must not hold the password: set STOREWARD_DB_USER and STOREWARD_DB_PASSWORD.");
        }
        return new DatabaseChoice(
                url,
                values.text("STOREWARD_DB_USER", ""),
                Secret.of(values.text("STOREWARD_DB_PASSWORD", "")));
    }

    private Clouds clouds() {
        String accountId = values.text("STOREWARD_AWS_ACCOUNT_ID", "");
        if (!accountId.isEmpty() && !accountId.matches("[0-9]{12}")) {
            throw new SettingsException("STOREWARD_AWS_ACCOUNT_ID has 12 digits.");
        }
        return new Clouds(
                endpoint("STOREWARD_AWS_S3_ENDPOINT"),
                endpoint("STOREWARD_AWS_STS_ENDPOINT"),
                endpoint("STOREWARD_GCS_ENDPOINT"),
                endpoint("STOREWARD_AZURE_ENDPOINT"),
                accountId,
                awsIdentity());
    }

    private Credential awsIdentity() {
        String id = values.text("STOREWARD_AWS_ACCESS_KEY", "");
        String secret = values.text("STOREWARD_AWS_SECRET_KEY", "");
        if (id.isEmpty() != secret.isEmpty()) {
            throw new SettingsException(
                    "Set both STOREWARD_AWS_ACCESS_KEY and STOREWARD_AWS_SECRET_KEY, or neither.");
        }
        return id.isEmpty()
                ? Credential.none()
                : new Credential(
                        Map.of("access_key", Secret.of(id), "secret_key", Secret.of(secret)));
    }

    private String endpoint(String name) {
        String url = values.text(name, "");
        if (!url.isEmpty() && !url.matches("https?://[^/?#@\\s]+/?")) {
            throw new SettingsException(
                    name + " must be https://HOST or https://HOST:PORT and nothing else.");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
