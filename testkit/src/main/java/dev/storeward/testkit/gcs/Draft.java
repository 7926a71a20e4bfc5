package dev.storeward.testkit.gcs;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * An object to be written, as its writer describes it.
 *
 * @param sums what the bytes must be proven to be: {@code crc32c} and {@code md5Hash} in Base64
 */
record Draft(
        String bucket,
        String name,
        String contentType,
        Map<String, String> metadata,
        Map<String, String> sums) {

    static Draft of(String bucket, String queryName, JsonNode resource) {
        String name = queryName.isEmpty() ? resource.path("name").asString("") : queryName;
        if (name.isEmpty()) {
            throw new Refusal(400, "required", "Required");
        }
        Map<String, String> metadata = new HashMap<>();
        resource.path("metadata")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString("")));
        Map<String, String> sums = new HashMap<>();
        for (String sum : new String[] {"crc32c", "md5Hash"}) {
            if (resource.path(sum).isString()) {
                sums.put(sum, resource.path(sum).asString(""));
            }
        }
        return new Draft(
                bucket,
                name,
                resource.path("contentType").asString("application/octet-stream"),
                metadata,
                sums);
    }

    /** The same with what a header {@code X-Goog-Hash} demands. */
    Draft with(Optional<String> hashes) {
        Map<String, String> more = new HashMap<>(sums);
        for (String pair : hashes.orElse("").split(",", -1)) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2) {
                more.put(parts[0].equals("md5") ? "md5Hash" : parts[0], parts[1]);
            }
        }
        return new Draft(bucket, name, contentType, metadata, more);
    }

    void check(byte[] bytes) {
        String crc = sums.getOrDefault("crc32c", "");
        String md5 = sums.getOrDefault("md5Hash", "");
        if (!crc.isEmpty() && !crc.equals(StoredBlob.crc32c(bytes))) {
            throw Refusal.invalid(
                    "Provided CRC32C \"" + crc + "\" doesn't match calculated CRC32C checksum.");
        }
        if (!md5.isEmpty() && !md5.equals(StoredBlob.md5(bytes))) {
            throw Refusal.invalid(
                    "Provided MD5 hash \"" + md5 + "\" doesn't match calculated MD5 hash.");
        }
    }
}
