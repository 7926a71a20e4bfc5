package dev.storeward.core.migration.manifest;

import dev.storeward.core.migration.manifest.ManifestTable.Line;
import dev.storeward.core.migration.manifest.ManifestTable.Moved;
import dev.storeward.core.migration.manifest.ManifestTable.Place;
import dev.storeward.core.migration.manifest.ManifestTable.Way;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The lines of a manifest: JSON objects in UTF-8, each with a line feed at its end. */
final class ManifestLines {
    static final String TYPE = "storeward-migration-manifest";
    static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.shared();

    private ManifestLines() {}

    static byte[] header(Moved moved, List<Way> ways, List<Place> places) {
        ObjectNode json = JSON.createObjectNode();
        json.put("type", TYPE);
        json.put("version", VERSION);
        json.put("migration_id", moved.id().toString());
        json.put("tenant_id", moved.tenantId().toString());
        UUID rollbackOf = moved.rollbackOf();
        json.put("rollback_of", rollbackOf == null ? null : rollbackOf.toString());
        json.put("status", moved.state().wireName());
        json.put("started_at", time(moved.startedAt()));
        json.put("ended_at", timeOrNull(moved.endedAt()));
        json.put("files", ways.stream().mapToLong(Way::files).sum());
        json.put("bytes", ways.stream().mapToLong(Way::bytes).sum());
        json.put("skipped_files", moved.others().skipped());
        json.put("failed_files", moved.others().failed());
        ObjectNode locations = json.putObject("locations");
        for (Place place : places) {
            ObjectNode location = locations.putObject(place.id().toString());
            location.put("connector", place.connector());
            location.put("endpoint", place.endpoint());
            location.put("bucket", place.bucket());
            location.put("prefix", place.prefix());
        }
        return line(json);
    }

    static byte[] file(Line moved) {
        ObjectNode json = JSON.createObjectNode();
        json.put("file_id", moved.fileId().toString());
        json.put("size", moved.size());
        json.put("sha256", HexFormat.of().formatHex(moved.sha256()));
        String pieces = moved.pieceSizes();
        if (pieces != null) {
            json.put("pieces", pieces);
        }
        place(json.putObject("from"), moved.from(), moved.fromKey());
        place(json.putObject("to"), moved.to(), moved.toKey());
        json.put("verified_at", time(moved.verifiedAt()));
        return line(json);
    }

    private static void place(ObjectNode json, UUID location, String key) {
        json.put("location", location.toString());
        json.put("key", key);
    }

    /** What is signed: it names its purpose, so that a signature is good for nothing else. */
    static byte[] message(byte[] sha256) {
        return (TYPE + "/" + VERSION + ":" + HexFormat.of().formatHex(sha256))
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] signature(byte[] sha256, ManifestKeys.Signed signed) {
        ObjectNode json = JSON.createObjectNode();
        json.put("type", "signature");
        json.put("algorithm", "Ed25519");
        json.put("key_id", signed.key().id());
        json.put("public_key", signed.key().encoded());
        json.put("sha256", HexFormat.of().formatHex(sha256));
        json.put("signature", Base64.getEncoder().encodeToString(signed.signature()));
        return line(json);
    }

    private static byte[] line(ObjectNode json) {
        return (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String time(Instant at) {
        return DateTimeFormatter.ISO_INSTANT.format(at.truncatedTo(ChronoUnit.MILLIS));
    }

    private static @Nullable String timeOrNull(@Nullable Instant at) {
        return at == null ? null : time(at);
    }
}
