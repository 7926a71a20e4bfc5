package dev.storeward.server.api.s3.upload;

import dev.storeward.core.file.StoredFile;
import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.ByteRange;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code UploadPartCopy}: which bytes of its source become a part. */
final class CopiedPartReader {
    private static final String RANGE = "x-amz-copy-source-range";
    private static final Pattern BYTES = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

    private CopiedPartReader() {}

    /**
     * Reads the range, which lies within the source.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT} for what is no range, {@code INVALID_RANGE} for
     *     one that goes beyond the source
     */
    static ByteRange range(S3RequestReader sent, StoredFile source) {
        String text = sent.header(RANGE).orElse("");
        if (text.isEmpty()) {
            return ByteRange.all();
        }
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = Long.parseLong(matcher.group(2));
        if (last < first) {
            throw malformed(text);
        }
        if (last >= source.size()) {
            throw new S3Exception(
                    S3Code.INVALID_RANGE,
                    "Range specified is not valid for source object of size: " + source.size(),
                    Map.of("ActualObjectSize", String.valueOf(source.size())));
        }
        return new ByteRange.Between(first, last);
    }

    private static S3Exception malformed(String text) {
        return new S3Exception(
                S3Code.INVALID_ARGUMENT,
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
                Map.of("ArgumentName", RANGE, "ArgumentValue", text));
    }
}
