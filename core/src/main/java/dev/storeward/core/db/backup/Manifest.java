package dev.storeward.core.db.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backup holds; its last entry, so that a file that was cut off has none.
 *
 * @param format of the file: {@value #FORMAT}
 * @param createdAt in ISO 8601
 * @param schema version of the tables
 * @param masterKeys the ids of the keys that its secrets are sealed under, the current one first
 * @param auditMonths first days of the months that audit rows are of
 * @param locations the places that its files lie in
 */
public record Manifest(
        int format,
        String createdAt,
        String schema,
        String installation,
        List<String> masterKeys,
        List<Contents> tables,
        List<Counter> counters,
        List<String> auditMonths,
        List<Location> locations) {
    static final int FORMAT = 1;
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    public Manifest {
        masterKeys = List.copyOf(masterKeys);
        tables = List.copyOf(tables);
        counters = List.copyOf(counters);
        auditMonths = List.copyOf(auditMonths);
        locations = List.copyOf(locations);
    }

    /**
     * The rows of one table.
     *
     * @param sha256 of the entry's bytes, in lower-case hexadecimal
     */
    public record Contents(
            String table, List<String> columns, long rows, long bytes, String sha256) {
        public Contents {
            columns = List.copyOf(columns);
        }
    }

    /** Where a column that counts up stands. */
    public record Counter(String table, String column, long last) {}

    /** A place that files lie in. */
    public record Location(String connector, String endpoint, String bucket, String prefix) {}

    /** A digest that has seen nothing yet. */
    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    String json() {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    static Manifest of(String json) {
        try {
            Manifest manifest = JSON.readValue(json, Manifest.class);
            if (manifest.format() != FORMAT) {
                throw new BackupException(
                        "The backup has the format "
                                + manifest.format()
                                + ", and this Storeward reads "
                                + FORMAT
                                + ": restore it with the version that made it.");
            }
            return manifest;
        } catch (JacksonException e) {
            throw new BackupException("The backup's manifest is damaged: use another backup.", e);
        }
    }
}
