package dev.storeward.server.api.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.core.upload.resumable.Offer;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.http.request.Utf8;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * What a client says of its file: names, each with a value in Base64, as it chose them.
 *
 * @param sent all of it, as it came
 */
record MetadataReader(String sent, Map<String, String> values) {
    private static final String HEADER = "Upload-Metadata";

    /** Of a file whose client gives it no name. */
    private static final String NAMELESS = "file";

    static MetadataReader of(HttpServletRequest request) {
        String sent = SingleHeader.of(request, HEADER).orElse("").strip();
        Map<String, String> values = new HashMap<>();
        if (!sent.isEmpty()) {
            for (String pair : sent.split(",", -1)) {
                String[] parts = pair.strip().split(" ", -1);
                if (parts[0].isEmpty() || parts.length > 2) {
                    throw wrong(
                            "Must be names, each with a space and a value in Base64 behind it, with commas between.");
                }
                String value = parts.length == 1 ? "" : decoded(parts[0], parts[1]);
                if (values.put(parts[0], value) != null) {
                    throw wrong("Has the name " + parts[0] + " twice.");
                }
            }
        }
        return new MetadataReader(sent, values);
    }

    private static String decoded(String name, String base64) {
        try {
            return Utf8.decode(HEADER, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw wrong("The value of " + name + " must be in Base64.");
        }
    }

    private static RuntimeException wrong(String sentence) {
        return Problem.invalid(HEADER, sentence).asException();
    }

    /**
     * The file as it is offered.
     *
     * @param partial whether its bytes are to be a part of another file only
     */
    Offer offer(long size, boolean partial) {
        String name = value("filename").isEmpty() ? value("name") : value("filename");
        return new Offer(
                name.isEmpty() ? NAMELESS : name,
                value("path"),
                value("file_category"),
                new PlacementHint(value("storage_key"), value("region")),
                size,
                sent,
                partial);
    }

    private String value(String name) {
        return values.getOrDefault(name, "");
    }
}
