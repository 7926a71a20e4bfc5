package dev.storeward.testkit.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the API does with objects: describe, read, list, delete and rewrite them. */
final class Objects {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]*)-([0-9]*)");
    private static final int REWRITTEN_AT_ONCE = 1 << 20;

    private final Buckets buckets;
    private final Rights rights;
    private final Map<String, Long> rewrites = new ConcurrentHashMap<>();

    Objects(Buckets buckets, Rights rights) {
        this.buckets = buckets;
        this.rights = rights;
    }

    /** Whoever may not list does not learn what is missing. */
    StoredBlob found(String bucket, String name) {
        rights.require("storage.objects.get", bucket);
        Optional<StoredBlob> blob = buckets.find(bucket, name);
        if (blob.isEmpty()) {
            rights.require("storage.objects.list", bucket);
        }
        return blob.orElseThrow(() -> Refusal.noObject(bucket, name));
    }

    Reply read(Call call, StoredBlob blob) {
        Map<String, String> headers = Reply.headers(blob);
        String disposition = call.query("response-content-disposition");
        if (!disposition.isEmpty()) {
            headers.put("Content-Disposition", disposition);
        }
        int size = blob.bytes().length;
        Matcher range = RANGE.matcher(call.header("Range").orElse(""));
        if (!range.matches()) {
            return new Reply(200, headers, blob.bytes(), 0, size);
        }
        long first;
        long last;
        if (range.group(1).isEmpty()) {
            long count = Long.parseLong(range.group(2));
            first = count == 0 ? size : Math.max(0, size - count);
            last = size - 1L;
        } else {
            first = Long.parseLong(range.group(1));
            last = range.group(2).isEmpty() ? size - 1L : Long.parseLong(range.group(2));
        }
        if (first >= size || last < first) {
            throw new Refusal(
                    416, "requestedRangeNotSatisfiable", "The requested range is not satisfiable.");
        }
        last = Math.min(last, size - 1L);
        headers.put("Content-Range", "bytes " + first + "-" + last + "/" + size);
        return new Reply(206, headers, blob.bytes(), (int) first, (int) (last - first + 1));
    }

    Reply list(Call call, String bucket) {
        rights.require("storage.objects.list", bucket);
        String asked = call.query("maxResults");
        int limit = asked.isEmpty() ? 1000 : Math.min(1000, Integer.parseInt(asked));
        String token = call.query("pageToken");
        String after;
        try {
            after = new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("Invalid page token.");
        }
        List<StoredBlob> page = buckets.list(bucket, call.query("prefix"), after, limit + 1);
        ObjectNode node = Reply.JSON.createObjectNode();
        node.put("kind", "storage#objects");
        if (page.size() > limit) {
            node.put(
                    "nextPageToken",
                    Base64.getUrlEncoder()
                            .encodeToString(page.get(limit - 1).name().getBytes(UTF_8)));
        }
        ArrayNode items = node.putArray("items");
        page.stream().limit(limit).map(Reply::resource).forEach(items::add);
        return Reply.json(200, node);
    }

    void delete(Call call, String bucket, String name) {
        rights.require("storage.objects.delete", bucket);
        buckets.delete(bucket, name, call.generationCondition());
    }

    /** Who writes over an object must be allowed to delete it, too. */
    void requireWrite(String bucket, String name) {
        rights.require("storage.objects.create", bucket);
        if (!rights.may("storage.objects.delete", bucket)
                && buckets.find(bucket, name).isPresent()) {
            rights.require("storage.objects.delete", bucket);
        }
    }

    /** What describes the copy is the request's, if it says anything, else the source's. */
    private static Draft draft(Call call, StoredBlob source, String bucket, String name) {
        JsonNode told = Reply.JSON.readTree(call.body());
        return told.path("contentType").isString()
                ? Draft.of(bucket, name, told)
                : new Draft(bucket, name, source.contentType(), source.metadata(), Map.of());
    }

    /** Moves at most a mebibyte a call. */
    Reply rewrite(Call call, StoredBlob source, String bucket, String name) {
        requireWrite(bucket, name);
        String token = call.query("rewriteToken");
        long before = token.isEmpty() ? 0 : Optional.ofNullable(rewrites.remove(token)).orElse(-1L);
        if (before < 0) {
            throw Refusal.invalid("Invalid rewrite token.");
        }
        int size = source.bytes().length;
        long moved = Math.min(size, before + REWRITTEN_AT_ONCE);
        ObjectNode node = Reply.JSON.createObjectNode();
        node.put("kind", "storage#rewriteResponse");
        node.put("totalBytesRewritten", Long.toString(moved));
        node.put("objectSize", Integer.toString(size));
        node.put("done", moved == size);
        if (moved == size) {
            Draft draft = draft(call, source, bucket, name);
            node.set(
                    "resource",
                    Reply.resource(
                            buckets.write(draft, source.bytes(), call.generationCondition())));
        } else {
            String next = UUID.randomUUID().toString();
            rewrites.put(next, moved);
            node.put("rewriteToken", next);
        }
        return Reply.json(200, node);
    }
}
