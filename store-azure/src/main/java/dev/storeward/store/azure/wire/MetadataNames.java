package dev.storeward.store.azure.wire;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Names of metadata, which Azure wants to be C# identifiers: a {@code -} becomes {@code __}, and a
 * digit at the beginning is led by {@code _}. Our names hold no {@code _} of their own, so the way
 * back is unique.
 */
public final class MetadataNames {
    private static final String HEADER = "x-ms-meta-";

    private MetadataNames() {}

    static String toAzure(String name) {
        String identifier = name.replace("-", "__");
        return Character.isDigit(identifier.charAt(0)) ? "_" + identifier : identifier;
    }

    /** The way back; a name that others gave comes back with every lone {@code _} left out. */
    static String fromAzure(String identifier) {
        return identifier.toLowerCase(Locale.ROOT).replace("__", "-").replace("_", "");
    }

    public static void write(Map<String, String> metadata, HttpHeaders headers) {
        metadata.forEach((name, value) ->
                headers.set(HttpHeaderName.fromString(HEADER + toAzure(name)), value));
    }

    public static Map<String, String> read(HttpHeaders headers) {
        Map<String, String> metadata = new HashMap<>();
        for (HttpHeader header : headers) {
            String name = header.getName();
            if (name.regionMatches(true, 0, HEADER, 0, HEADER.length())) {
                metadata.put(fromAzure(name.substring(HEADER.length())), header.getValue());
            }
        }
        return metadata;
    }
}
