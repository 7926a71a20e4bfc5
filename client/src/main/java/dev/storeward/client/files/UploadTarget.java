package dev.storeward.client.files;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where an upload goes, and as what. Empty texts leave it to the server.
 *
 * @param path a folder in the user's own, without a slash at its ends
 * @param category {@code data_source}, {@code profile_image} or {@code general}
 * @param storageKey the name of a backend
 */
public record UploadTarget(String path, String category, String storageKey) {
    /** The user's own folder. */
    public static final UploadTarget OWN_FOLDER = new UploadTarget("", "", "");

    public UploadTarget in(String folder) {
        return new UploadTarget(folder, category, storageKey);
    }

    /** By the names that the server's doors know. */
    public Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "path", path);
        put(fields, "file_category", category);
        put(fields, "storage_key", storageKey);
        return fields;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.put(name, value);
        }
    }
}
