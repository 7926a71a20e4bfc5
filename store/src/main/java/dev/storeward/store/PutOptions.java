package dev.storeward.store;

import java.util.Map;

/**
 * How to write an object.
 *
 * @param ifAbsent write only when the key is free; honoured only where {@link
 *     Capabilities#conditionalPut()}
 * @param contentType what the store tells readers of its own URLs
 * @param metadata kept with the object; names of lower-case letters, digits and {@code -}
 */
public record PutOptions(boolean ifAbsent, String contentType, Map<String, String> metadata) {
    public PutOptions {
        metadata = Map.copyOf(metadata);
    }

    public static PutOptions defaults() {
        return new PutOptions(false, "application/octet-stream", Map.of());
    }
}
