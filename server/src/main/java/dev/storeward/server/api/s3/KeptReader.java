package dev.storeward.server.api.s3;

import dev.storeward.core.file.FileProperties;
import dev.storeward.server.s3.HeaderText;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.body.ObjectBody;
import dev.storeward.server.s3.xml.TagSet;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a client keeps with an object, out of the headers of a request. */
public final class KeptReader {
    static final String METADATA = "x-amz-meta-";

    /** S3's own bound of names and values together. */
    private static final int MOST_METADATA = 2 << 10;

    private static final List<String> PRESENTATION =
            List.of("cache-control", "content-disposition", "content-language", "expires");

    private KeptReader() {}

    /** The type as sent; empty when the bytes are to tell. */
    public static String contentType(S3RequestReader sent) {
        return sent.header("content-type").orElse("");
    }

    /**
     * Headers, metadata and tags.
     *
     * @throws S3Exception {@code METADATA_TOO_LARGE}, {@code INVALID_TAG}, {@code INVALID_ARGUMENT}
     */
    public static FileProperties properties(S3RequestReader sent) {
        Map<String, String> headers = new HashMap<>();
        for (String name : PRESENTATION) {
            sent.header(name).ifPresent(value -> headers.put(name, value));
        }
        ObjectBody.contentEncoding(sent.headers())
                .ifPresent(value -> headers.put("content-encoding", HeaderText.of(value)));
        return new FileProperties(headers, metadata(sent), tags(sent), Map.of());
    }

    private static Map<String, String> metadata(S3RequestReader sent) {
        Map<String, String> metadata = new TreeMap<>();
        int size = 0;
        for (String name : sent.headers().names()) {
            if (name.startsWith(METADATA)) {
                String value = HeaderText.of(sent.headers().value(name).orElse(""));
                metadata.put(name.substring(METADATA.length()), value);
                size += name.length() - METADATA.length() + bytes(value);
            }
        }
        if (size > MOST_METADATA) {
            throw new S3Exception(
                    S3Code.METADATA_TOO_LARGE,
                    S3Code.METADATA_TOO_LARGE.message(),
                    Map.of(
                            "Size",
                            String.valueOf(size),
                            "MaxSizeAllowed",
                            String.valueOf(MOST_METADATA)));
        }
        return metadata;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    static Map<String, String> tags(S3RequestReader sent) {
        return sent.headers()
                .value("x-amz-tagging")
                .map(value -> TagSet.ofHeader(value).tags())
                .orElse(Map.of());
    }

    /** The name that other doors show: what stands behind the last slash. */
    public static String name(String key) {
        int end = key.length();
        while (end > 1 && key.charAt(end - 1) == '/') {
            end--;
        }
        String name = key.substring(key.lastIndexOf('/', end - 1) + 1, end);
        return name.isBlank() ? key : name;
    }
}
