package dev.storeward.core.file;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client keeps with a file besides its bytes, and gets back as it sent it. Immutable.
 *
 * @param headers how the content is to be presented, by the names of HTTP's fields in lower case
 * @param metadata the client's own pairs
 * @param tags pairs that are changed without the content
 * @param checksums of the content beside its SHA-256: name of the sum, and its value as it was sent
 */
public record FileProperties(
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> tags,
        Map<String, String> checksums) {
    public static final FileProperties NONE =
            new FileProperties(Map.of(), Map.of(), Map.of(), Map.of());

    private static final JsonMapper JSON = new JsonMapper();

    public FileProperties {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
        tags = Map.copyOf(tags);
        checksums = Map.copyOf(checksums);
    }

    /** The same with other tags. */
    public FileProperties tagged(Map<String, String> other) {
        return new FileProperties(headers, metadata, other, checksums);
    }

    /** The same with other checksums. */
    public FileProperties summed(Map<String, String> other) {
        return new FileProperties(headers, metadata, tags, other);
    }

    /** How they are kept; null where there are none. */
    public @Nullable String kept() {
        return equals(NONE) ? null : JSON.writeValueAsString(this);
    }

    /**
     * What {@link #kept} wrote.
     *
     * @param kept null for none
     */
    public static FileProperties ofKept(@Nullable String kept) {
        if (kept == null) {
            return NONE;
        }
        try {
            return JSON.readValue(kept, FileProperties.class);
        } catch (JacksonException e) {
            throw new IllegalStateException("the properties of a file cannot be read", e);
        }
    }
}
