package dev.storeward.cli.migration;

import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What the lines of a manifest must look like, and what they add up to. Files come in the order of
 * their ids, so that one that is named twice is met at once.
 */
final class ManifestForm {
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> STATES =
            Set.of("completed", "completed_with_errors", "failed", "cancelled");
    private static final List<String> HEADER =
            List.of(
                    "type",
                    "version",
                    "migration_id",
                    "tenant_id",
                    "rollback_of",
                    "status",
                    "started_at",
                    "ended_at",
                    "files",
                    "bytes",
                    "skipped_files",
                    "failed_files",
                    "locations");
    private static final List<String> PLACE = List.of("connector", "endpoint", "bucket", "prefix");
    private static final List<String> FILE =
            List.of("file_id", "size", "sha256", "from", "to", "verified_at");
    private static final String PIECES = "pieces";
    private static final Pattern SIZES =
            Pattern.compile("\\d{1,18}x\\d{1,5}(,\\d{1,18}x\\d{1,5})*");
    private static final List<String> SIGNATURE =
            List.of("type", "algorithm", "key_id", "public_key", "sha256", "signature");

    private final Set<String> locations = new HashSet<>();
    private String migrationId = "";
    private String status = "";
    private long announcedFiles;
    private long announcedBytes;
    private long files;
    private long bytes;
    private String lastId = "";

    String migrationId() {
        return migrationId;
    }

    String status() {
        return status;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    void header(JsonNode json) {
        if (!json.path("type").asString("").equals("storeward-migration-manifest")) {
            throw Failure.refused("This is no manifest of a migration: line 1 does not say so.");
        }
        if (json.path("version").asInt(0) != 1) {
            throw Failure.refused(
                    "The manifest is of a version that this storeward does not know: use a newer one.");
        }
        fields("Line 1", json, HEADER);
        migrationId = text("Line 1", json, "migration_id", ID);
        text("Line 1", json, "tenant_id", ID);
        if (!json.path("rollback_of").isNull()) {
            text("Line 1", json, "rollback_of", ID);
        }
        status = Words.text(json.path("status"));
        if (!STATES.contains(status)) {
            throw wrong("Line 1", "status");
        }
        time("Line 1", json, "started_at");
        time("Line 1", json, "ended_at");
        announcedFiles = number("Line 1", json, "files");
        announcedBytes = number("Line 1", json, "bytes");
        number("Line 1", json, "skipped_files");
        number("Line 1", json, "failed_files");
        JsonNode places = json.path("locations");
        if (!places.isObject()) {
            throw wrong("Line 1", "locations");
        }
        for (String id : places.propertyNames()) {
            JsonNode place = places.path(id);
            if (!ID.matcher(id).matches() || !place.isObject()) {
                throw wrong("Line 1", "locations");
            }
            fields("Line 1", place, PLACE);
            locations.add(id);
        }
    }

    void file(JsonNode json, long line) {
        String at = "Line " + line;
        fields(at, json, FILE, PIECES);
        String id = text(at, json, "file_id", ID);
        if (id.equals(lastId)) {
            throw Failure.refused(at + " names a file that the line before it names: " + id + ".");
        }
        if (id.compareTo(lastId) < 0) {
            throw Failure.refused(
                    at + " is out of order: files come in the order of their ids, each once.");
        }
        lastId = id;
        text(at, json, "sha256", SHA256);
        place(at, json.path("from"), "from");
        place(at, json.path("to"), "to");
        time(at, json, "verified_at");
        files++;
        try {
            long size = number(at, json, "size");
            bytes = Math.addExact(bytes, size);
            if (json.has(PIECES) && total(text(at, json, PIECES, SIZES)) != size) {
                throw wrong(at, PIECES);
            }
        } catch (ArithmeticException e) {
            throw wrong(at, "size");
        }
    }

    /** How many bytes pieces are together, told as {@code SIZExCOUNT}. */
    private static long total(String sizes) {
        long total = 0;
        for (String alike : sizes.split(",", -1)) {
            String[] parts = alike.split("x", -1);
            total =
                    Math.addExact(
                            total,
                            Math.multiplyExact(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        }
        return total;
    }

    private void place(String at, JsonNode place, String field) {
        if (!place.isObject()) {
            throw wrong(at, field);
        }
        fields(at, place, List.of("location", "key"));
        if (!locations.contains(place.path("location").asString(""))) {
            throw Failure.refused(
                    at + ": " + field + " is at a location that the first line does not name.");
        }
        if (!place.path("key").isString() || place.path("key").stringValue().isEmpty()) {
            throw wrong(at, field + ".key");
        }
    }

    void signature(JsonNode json) {
        if (!json.path("type").asString("").equals("signature")) {
            throw Failure.refused("The last line is not a signature.");
        }
        fields("The last line", json, SIGNATURE);
        if (!json.path("algorithm").asString("").equals("Ed25519")) {
            throw wrong("The last line", "algorithm");
        }
        text("The last line", json, "sha256", SHA256);
        for (String field : List.of("key_id", "public_key", "signature")) {
            if (!json.path(field).isString()) {
                throw wrong("The last line", field);
            }
        }
    }

    /** Whether the files add up to what the first line says. */
    void requireCounts() {
        if (files != announcedFiles || bytes != announcedBytes) {
            throw Failure.refused(
                    "The first line announces "
                            + announcedFiles
                            + " files of "
                            + announcedBytes
                            + " bytes; there are "
                            + files
                            + " of "
                            + bytes
                            + ".");
        }
    }

    private static void fields(String at, JsonNode json, List<String> names, String... optional) {
        for (String name : names) {
            if (!json.has(name)) {
                throw Failure.refused(at + ": " + name + " is missing.");
            }
        }
        for (String name : json.propertyNames()) {
            if (!names.contains(name) && !List.of(optional).contains(name)) {
                throw Failure.refused(at + ": " + Words.clean(name) + " is unknown.");
            }
        }
    }

    private static String text(String at, JsonNode json, String field, Pattern form) {
        String text = json.path(field).asString("");
        if (!json.path(field).isString() || !form.matcher(text).matches()) {
            throw wrong(at, field);
        }
        return text;
    }

    private static long number(String at, JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw wrong(at, field);
        }
        return value.longValue();
    }

    private static void time(String at, JsonNode json, String field) {
        try {
            Instant.parse(json.path(field).asString(""));
        } catch (DateTimeException e) {
            throw wrong(at, field);
        }
    }

    private static Failure wrong(String at, String field) {
        return Failure.refused(at + ": " + field + " is not what it should be.");
    }
}
