package dev.storeward.server.config;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The environment variables there are, so that a mistyped one is not passed over. */
final class Variables {
    static final String START = "STOREWARD_";

    static final Set<String> KNOWN =
            Set.of(
                    "STOREWARD_HOST",
                    "STOREWARD_PORT",
                    "STOREWARD_MANAGEMENT_PORT",
                    "STOREWARD_DATA",
                    "STOREWARD_DB",
                    "STOREWARD_DB_USER",
                    "STOREWARD_DB_PASSWORD",
                    "STOREWARD_ADMIN_KEY",
                    "STOREWARD_ADMIN_KEY_FILE",
                    "STOREWARD_ADMIN_EMAIL",
                    "STOREWARD_MASTER_KEY_FILE",
                    "STOREWARD_PUBLIC_URL",
                    "STOREWARD_S3_DOMAIN",
                    "STOREWARD_CORS_ORIGINS",
                    "STOREWARD_SHARED_URL",
                    "STOREWARD_SHARED_ACCESS_KEY",
                    "STOREWARD_SHARED_SECRET_KEY",
                    "STOREWARD_SHARED_CREDENTIAL_FILE",
                    "STOREWARD_DEDICATED_URL",
                    "STOREWARD_DEDICATED_ACCESS_KEY",
                    "STOREWARD_DEDICATED_SECRET_KEY",
                    "STOREWARD_FOLDERS_ON_ALL_NODES",
                    "STOREWARD_AWS_S3_ENDPOINT",
                    "STOREWARD_AWS_STS_ENDPOINT",
                    "STOREWARD_AWS_ACCOUNT_ID",
                    "STOREWARD_AWS_ACCESS_KEY",
                    "STOREWARD_AWS_SECRET_KEY",
                    "STOREWARD_GCS_ENDPOINT",
                    "STOREWARD_AZURE_ENDPOINT",
                    "STOREWARD_CONNECTORS",
                    "STOREWARD_ALLOW_ENDPOINTS",
                    "STOREWARD_LOCAL_ROOTS",
                    "STOREWARD_TRUSTED_PROXIES",
                    "STOREWARD_FORWARDED_HEADER",
                    "STOREWARD_CONNECTIONS_PER_ADDRESS",
                    "STOREWARD_MAX_FILE_BYTES",
                    "STOREWARD_RATE_LIMIT_KEY",
                    "STOREWARD_RATE_LIMIT_TENANT",
                    "STOREWARD_RATE_LIMIT_ADDRESS",
                    "STOREWARD_RATE_LIMIT_WRONG_KEYS",
                    "STOREWARD_TYPES_GENERAL",
                    "STOREWARD_TYPES_DATA_SOURCE",
                    "STOREWARD_TYPES_PROFILE_IMAGE",
                    "STOREWARD_DRAIN_SECONDS",
                    "STOREWARD_STORE_TIMEOUT_SECONDS",
                    "STOREWARD_MIGRATION_FILES",
                    "STOREWARD_MIGRATION_BANDWIDTH",
                    "STOREWARD_MAX_USERS",
                    "STOREWARD_MAX_KEYS_OF_USER",
                    "STOREWARD_MAX_KEYS",
                    "STOREWARD_MAX_BACKENDS",
                    "STOREWARD_MAX_UPLOAD_ADDRESSES",
                    "STOREWARD_MAX_EVENT_STREAMS",
                    "STOREWARD_UPLOAD_SESSION_DAYS");

    /** Read by the commands around the server, in whose environment it may run. */
    private static final Set<String> OF_COMMANDS =
            Set.of(
                    "STOREWARD_URL",
                    "STOREWARD_KEY",
                    "STOREWARD_JAVA_OPTS",
                    "STOREWARD_AZURITE",
                    "STOREWARD_BROWSER");

    /**
     * How the names end that Kubernetes tells every container of a service named storeward, or with
     * a name that begins so: storeward-postgres.
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]++)?|PORT_[0-9]{1,5}_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$");

    /** What it tells in a variable whose name could be a mistyped one. */
    private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

    private Variables() {}

    /**
     * Passes variables whose names all mean something.
     *
     * @throws SettingsException naming the first that does not, and what it may have been meant for
     */
    static void requireKnown(Map<String, String> environment) {
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(START)
                    && !KNOWN.contains(name)
                    && !OF_COMMANDS.contains(name)
                    && !isServiceLink(name, environment.getOrDefault(name, ""))) {
                throw new SettingsException(
                        "There is no setting "
                                + name
                                + ". Did you mean "
                                + nearest(name)
                                + "? Unset what is not meant for Storeward; docs/operations.md lists all.");
            }
        }
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).find(START.length() - 1)
                || (name.endsWith("_PORT") && SERVICE_URL.matcher(value).matches());
    }

    private static String nearest(String name) {
        return KNOWN.stream()
                .min(
                        Comparator.<String>comparingInt(known -> edits(name, known))
                                .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** How many letters must be added, left out or changed (Levenshtein's distance). */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
