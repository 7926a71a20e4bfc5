package dev.storeward.testkit.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One answer.
 *
 * @param offset where in {@code bytes} the body begins
 * @param length how many bytes the body has
 */
record Reply(int status, Map<String, String> headers, byte[] bytes, int offset, int length) {
    static final JsonMapper JSON = JsonMapper.shared();

    static Reply of(int status, Map<String, String> headers) {
        return new Reply(status, headers, new byte[0], 0, 0);
    }

    static Reply json(int status, ObjectNode node) {
        byte[] bytes = node.toString().getBytes(UTF_8);
        return new Reply(
                status,
                Map.of("Content-Type", "application/json; charset=UTF-8"),
                bytes,
                0,
                bytes.length);
    }

    /** The JSON form of an error. */
    static Reply json(Refusal refusal) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("code", refusal.status());
        error.put("message", refusal.getMessage());
        ObjectNode first = error.putArray("errors").addObject();
        first.put("message", refusal.getMessage());
        first.put("domain", "global");
        first.put("reason", refusal.reason());
        return json(refusal.status(), root);
    }

    /** The XML form of an error. */
    static Reply xml(int status, String code, String message) {
        byte[] bytes =
                ("<?xml version='1.0' encoding='UTF-8'?><Error><Code>"
                                + code
                                + "</Code><Message>"
                                + message
                                + "</Message></Error>")
                        .getBytes(UTF_8);
        return new Reply(
                status,
                Map.of("Content-Type", "application/xml; charset=UTF-8"),
                bytes,
                0,
                bytes.length);
    }

    /** An object's resource. */
    static ObjectNode resource(StoredBlob blob) {
        ObjectNode node = JSON.createObjectNode();
        node.put("kind", "storage#object");
        node.put("bucket", blob.bucket());
        node.put("name", blob.name());
        node.put("generation", Long.toString(blob.generation()));
        node.put("metageneration", "1");
        node.put("contentType", blob.contentType());
        node.put("size", Long.toString(blob.bytes().length));
        node.put("md5Hash", StoredBlob.md5(blob.bytes()));
        node.put("crc32c", blob.crc32c());
        node.put("etag", "etag-" + blob.generation());
        node.put("storageClass", "STANDARD");
        String time = DateTimeFormatter.ISO_INSTANT.format(blob.updated());
        node.put("timeCreated", time);
        node.put("updated", time);
        if (blob.retained().isAfter(blob.updated())) {
            node.put(
                    "retentionExpirationTime",
                    DateTimeFormatter.ISO_INSTANT.format(blob.retained()));
        }
        if (!blob.metadata().isEmpty()) {
            ObjectNode metadata = node.putObject("metadata");
            blob.metadata().forEach(metadata::put);
        }
        return node;
    }

    /** The headers of an object that is read. */
    static Map<String, String> headers(StoredBlob blob) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", blob.contentType());
        headers.put("ETag", "\"" + StoredBlob.md5(blob.bytes()) + "\"");
        headers.put("x-goog-generation", Long.toString(blob.generation()));
        headers.put("x-goog-metageneration", "1");
        headers.put("x-goog-stored-content-encoding", "identity");
        headers.put("x-goog-stored-content-length", Integer.toString(blob.bytes().length));
        headers.put("x-goog-hash", "crc32c=" + blob.crc32c());
        headers.put("Accept-Ranges", "bytes");
        headers.put(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        blob.updated().atOffset(ZoneOffset.UTC)));
        blob.metadata().forEach((name, value) -> headers.put("x-goog-meta-" + name, value));
        return headers;
    }
}
