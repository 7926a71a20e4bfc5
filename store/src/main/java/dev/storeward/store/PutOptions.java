package dev.storeward.store;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * How to write an object.
 *
 * @param ifAbsent write only when the key is free; honoured only where {@link
 *     Capabilities#conditionalPut()}
 * @param contentType what the store tells readers of its own URLs
 * @param metadata kept with the object; names of 1 to 64 lower-case letters, digits and {@code -};
 *     values of printable ASCII without a space at either end; together at most {@value
 *     #MAX_METADATA} characters, which is what every cloud takes
 */
public record PutOptions(boolean ifAbsent, String contentType, Map<String, String> metadata) {

    /** The most characters all names and values of one object may have together. */
    public static final int MAX_METADATA = 2000;

    /** Metadata that names the writer of an object, by which it knows its own. */
    public static final String WRITER = "sw-object";

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern VALUE = Pattern.compile("|[!-~]|[!-~][ -~]*[!-~]");

    /**
     * @throws IllegalArgumentException when the metadata breaks a rule; the message says which
     */
    public PutOptions {
        metadata = Map.copyOf(metadata);
        int characters = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            if (!NAME.matcher(entry.getKey()).matches()) {
                throw new IllegalArgumentException(
                        "a metadata name has 1 to 64 lower-case letters, digits and '-'");
            }
            if (!VALUE.matcher(entry.getValue()).matches()) {
                throw new IllegalArgumentException(
                        "a metadata value is printable ASCII without a space at either end");
            }
            characters += entry.getKey().length() + entry.getValue().length();
        }
        if (characters > MAX_METADATA) {
            throw new IllegalArgumentException(
                    "the metadata has more than " + MAX_METADATA + " characters");
        }
    }

    public static PutOptions defaults() {
        return new PutOptions(false, "application/octet-stream", Map.of());
    }
}
