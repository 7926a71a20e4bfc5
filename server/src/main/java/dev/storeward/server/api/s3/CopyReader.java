package dev.storeward.server.api.s3;

import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.PutRequest;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code CopyObject}: from where, and what is kept with the copy.
 *
 * @param bucket of the source
 * @param key of the source
 */
record CopyReader(String bucket, String key) {
    private static final String REPLACE = "REPLACE";
    private static final String VERSION = "?versionId=";

    /**
     * Reads {@code x-amz-copy-source}.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT} when it names no object, {@code NO_SUCH_VERSION}
     */
    static CopyReader of(String header) {
        String sent = header;
        int version = sent.indexOf(VERSION);
        if (version >= 0) {
            S3ObjectRoutes.requireOnlyVersion(
                    Optional.of(sent.substring(version + VERSION.length())));
            sent = sent.substring(0, version);
        }
        String path = S3RequestReader.text(sent.startsWith("/") ? sent.substring(1) : sent);
        int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1) {
            throw new S3Exception(
                    S3Code.INVALID_ARGUMENT,
                    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                    Map.of("ArgumentName", "x-amz-copy-source"));
        }
        return new CopyReader(path.substring(0, slash), path.substring(slash + 1));
    }

    /** Whether the request says anew what its header of this name covers. */
    private static boolean replaces(S3RequestReader sent, String directive) {
        String value = sent.header(directive).orElse("COPY");
        if (!value.equals(REPLACE) && !value.equals("COPY")) {
            throw new S3Exception(S3Code.INVALID_ARGUMENT, "Unknown " + directive + ".", Map.of());
        }
        return value.equals(REPLACE);
    }

    /**
     * The copy as a put.
     *
     * @throws S3Exception {@code INVALID_REQUEST} for a copy onto itself that changes nothing
     */
    static PutRequest request(S3RequestReader sent, ReadableFile source, Address to) {
        if (sent.header("x-amz-copy-source-range").isPresent()) {
            throw SupportReader.notImplemented("x-amz-copy-source-range");
        }
        requireChecksum(sent, source);
        boolean anew = replaces(sent, "x-amz-metadata-directive");
        if (!anew && source.file().address().equals(to.value())) {
            throw new S3Exception(
                    S3Code.INVALID_REQUEST,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }
        String type = anew ? KeptReader.contentType(sent) : source.file().contentType();
        return new PutRequest(
                to,
                KeptReader.name(sent.key()),
                ConditionReader.ofPut(sent),
                type,
                SizeEstimate.exact(source.file().size()));
    }

    /** A copy keeps the checksums of its source; none is made anew. */
    private static void requireChecksum(S3RequestReader sent, ReadableFile source) {
        Optional<String> wanted = sent.header("x-amz-checksum-algorithm");
        if (wanted.map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> !source.properties().checksums().containsKey(name))
                .isPresent()) {
            throw SupportReader.notImplemented("x-amz-checksum-algorithm");
        }
    }

    /** What is kept with the copy. */
    static UploadBody.Kept kept(S3RequestReader sent, ReadableFile source) {
        FileProperties before = source.properties();
        FileProperties said = KeptReader.properties(sent);
        boolean anew = replaces(sent, "x-amz-metadata-directive");
        boolean tagged = replaces(sent, "x-amz-tagging-directive");
        return new UploadBody.Kept(
                source.file().md5(),
                new FileProperties(
                        anew ? said.headers() : before.headers(),
                        anew ? said.metadata() : before.metadata(),
                        tagged ? said.tags() : before.tags(),
                        before.checksums()));
    }
}
