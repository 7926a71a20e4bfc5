package dev.storeward.client.files;

import dev.storeward.client.Page;
import dev.storeward.client.http.Call;
import dev.storeward.client.http.Json;
import dev.storeward.client.http.Transport;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The files of the key's user. Every method throws {@link dev.storeward.client.StorewardException}
 * when the server refuses. Safe for use by several threads.
 */
public final class FilesClient {
    private static final String BASE = "/api/v1/storage";

    private final Transport transport;

    /** Made by {@link dev.storeward.client.StorewardClient}. */
    public FilesClient(Transport transport) {
        this.transport = transport;
    }

    /** The data of a question's answer as it came, for what has no method here. */
    public JsonNode get(String path) {
        return transport.json(Call.get(BASE + path)).path("data");
    }

    /** The names of the buckets that the tenant's files may lie in. */
    public List<String> buckets() {
        List<String> names = new ArrayList<>();
        get("/buckets")
                .path("buckets")
                .forEach(bucket -> names.add(bucket.path("name").asString("")));
        return names;
    }

    /**
     * The user's files in a bucket, by name.
     *
     * @param prefix of whole object names; empty for all
     * @param cursor of the part before; empty for the first
     */
    public Folder folder(String bucket, String prefix, boolean recursive, String cursor) {
        JsonNode data =
                get(
                        "/buckets/"
                                + Json.encoded(bucket)
                                + "/objects?limit=1000&recursive="
                                + recursive
                                + (prefix.isEmpty() ? "" : "&prefix=" + Json.encoded(prefix))
                                + "&cursor="
                                + Json.encoded(cursor));
        return new Folder(
                list(data.path("objects"), ObjectItem.class),
                data.path("user_folder").asString(""),
                data.path("next_cursor").asString(""));
    }

    /**
     * All of the user's files, newest first.
     *
     * @param category {@code data_source}, {@code profile_image}, {@code general}, or empty for all
     * @param cursor of the part before; empty for the first
     * @param size of the part, 1 to 100
     */
    public Page<FileItem> list(String category, String cursor, int size) {
        JsonNode data =
                get(
                        "/files?page_size="
                                + size
                                + (category.isEmpty()
                                        ? ""
                                        : "&file_category=" + Json.encoded(category))
                                + "&cursor="
                                + Json.encoded(cursor));
        return new Page<>(
                list(data.path("items"), FileItem.class),
                data.path("pagination").path("next_cursor").asString(""));
    }

    /**
     * Stores bytes in one request, once however often it is sent.
     *
     * @param bytes made afresh for each attempt
     * @param sha256 in hexadecimal, compared before the file becomes visible; empty for none
     */
    public StoredFile upload(
            String fileName, UploadTarget target, Supplier<BodyPublisher> bytes, String sha256) {
        String more =
                target.fields().entrySet().stream()
                        .map(field -> "&" + field.getKey() + "=" + Json.encoded(field.getValue()))
                        .collect(Collectors.joining());
        Call call =
                Call.change("POST", BASE + "/upload?file_name=" + Json.encoded(fileName) + more)
                        .with("Content-Type", "application/octet-stream")
                        .sending(bytes, true);
        JsonNode data =
                transport
                        .json(sha256.isEmpty() ? call : call.with("X-Content-SHA256", sha256))
                        .path("data");
        return new StoredFile(
                data.path("file_path").asString(""),
                data.path("size").asLong(0),
                data.path("storage_file_id").asLong(0));
    }

    /** The bytes of a file as they come; the caller closes it. */
    public Download open(String objectName) {
        HttpResponse<InputStream> response = transport.open(Call.get(object(objectName)));
        return Download.of(response.body(), response.headers());
    }

    /**
     * A part of a file as it comes; the caller closes it.
     *
     * @param etag the file must still have, with its quotes: else 412
     * @param from first byte, from 0
     * @param length in bytes, at least 1
     */
    public Download open(String objectName, String etag, long from, long length) {
        HttpResponse<InputStream> response =
                transport.open(
                        Call.get(object(objectName))
                                .with("Range", "bytes=" + from + "-" + (from + length - 1))
                                .with("If-Match", etag));
        return Download.of(response.body(), response.headers());
    }

    public Metadata metadata(String objectName) {
        return Json.MAPPER.treeToValue(
                transport.json(Call.get(object(objectName) + "/metadata")).path("data"),
                Metadata.class);
    }

    /**
     * A link that reads a file without a key.
     *
     * @param lasting 1 second to 7 days; it ends no later than the key
     */
    public Link link(String objectName, Duration lasting) {
        return Json.MAPPER.treeToValue(
                transport
                        .json(
                                Call.get(
                                        object(objectName)
                                                + "/presigned-url?expires_seconds="
                                                + lasting.toSeconds()))
                        .path("data"),
                Link.class);
    }

    /** Deletes a file for good. */
    public void delete(String objectName) {
        // It takes no key of idempotency: what was deleted already is 404.
        transport.json(
                new Call(
                        "DELETE",
                        object(objectName),
                        Map.of(),
                        BodyPublishers::noBody,
                        false,
                        Duration.ofMinutes(2)));
    }

    /** What the tenant stores. */
    public Usage usage() {
        return Json.MAPPER.treeToValue(get("/usage"), Usage.class);
    }

    private static String object(String objectName) {
        return BASE + "/objects/" + Json.encodedPath(objectName);
    }

    private static <T> List<T> list(JsonNode items, Class<T> type) {
        List<T> list = new ArrayList<>();
        items.forEach(item -> list.add(Json.MAPPER.treeToValue(item, type)));
        return list;
    }
}
