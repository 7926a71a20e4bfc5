package dev.storeward.server.api.s3;

import dev.storeward.core.content.Piece;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.server.http.request.Conditions;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.response.FileResponses.Presentation;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.HeaderText;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.checksum.Checksum;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.xml.XmlWriter;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Objects as S3 shows them. */
public final class ObjectMapper {
    public static final String REQUEST_ID = "x-amz-request-id";
    private static final String CHECKSUM = ChecksumAlgorithm.PREFIX;
    private static final String SHOWN = "response-";
    private static final List<String> OVERRIDABLE =
            List.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-type",
                    "expires");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TAG_DIGITS = 32;
    private static final int CREATED = 201;

    private ObjectMapper() {}

    /**
     * The entity tag without quotes: the MD5 of what came here; of what came by other doors
     * something that no client takes for one.
     */
    public static String tag(StoredFile file) {
        return file.md5().isEmpty()
                ? HexFormat.of().formatHex(file.sha256()).substring(0, TAG_DIGITS) + "-1"
                : file.md5();
    }

    public static String quotedTag(StoredFile file) {
        return '"' + tag(file) + '"';
    }

    public static String time(Instant at) {
        return TIME.format(at);
    }

    /**
     * An object's headers, with those that the request wants otherwise.
     *
     * @param parts how many it has, where that is asked; else 0
     */
    static Presentation presentation(S3RequestReader sent, ReadableFile file, int parts) {
        FileProperties kept = file.properties();
        Map<String, String> headers = headers(sent, kept);
        headers.put("Cache-Control", "private, no-cache");
        if (parts > 0) {
            headers.put("x-amz-mp-parts-count", String.valueOf(parts));
        }
        kept.headers().forEach((name, value) -> headers.put(written(name), HeaderText.sent(value)));
        String type = file.file().contentType();
        for (String name : OVERRIDABLE) {
            String wanted = sent.parameter(SHOWN + name).orElse("");
            if (wanted.isEmpty()) {
                continue;
            }
            if (wanted.chars().anyMatch(Character::isISOControl)) {
                throw new S3Exception(
                        S3Code.INVALID_ARGUMENT, "Header value cannot be represented.");
            }
            if (name.equals("content-type")) {
                type = wanted;
            } else {
                headers.put(written(name), HeaderText.sent(wanted));
            }
        }
        // Whatever it claims to be, no browser runs it in this server's name.
        headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
        headers.put("Referrer-Policy", "no-referrer");
        boolean wanted =
                sent.header("x-amz-checksum-mode").filter("ENABLED"::equalsIgnoreCase).isPresent();
        return new Presentation(
                quotedTag(file.file()), type, headers, wanted ? checksums(kept) : Map.of());
    }

    private static Map<String, String> headers(S3RequestReader sent, FileProperties kept) {
        Map<String, String> headers = new HashMap<>();
        kept.metadata()
                .forEach((name, value) ->
                        headers.put(KeptReader.METADATA + name, HeaderText.sent(value)));
        if (!kept.tags().isEmpty()) {
            headers.put("x-amz-tagging-count", String.valueOf(kept.tags().size()));
        }
        headers.put("x-amz-server-side-encryption", "AES256");
        headers.put(REQUEST_ID, RequestIds.of(sent.servlet()));
        return headers;
    }

    private static Map<String, String> checksums(FileProperties kept) {
        Map<String, String> headers = new HashMap<>();
        kept.checksums().forEach((name, value) -> headers.put(CHECKSUM + name, value));
        if (!headers.isEmpty()) {
            headers.put("x-amz-checksum-type", type(kept));
        }
        return headers;
    }

    /** {@code content-type} as {@code Content-Type}. */
    private static String written(String name) {
        StringBuilder written = new StringBuilder();
        for (String word : name.split("-", -1)) {
            written.append(written.isEmpty() ? "" : "-")
                    .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                    .append(word.substring(1));
        }
        return written.toString();
    }

    /** The answer to a put. */
    static Response stored(S3RequestReader sent, UploadBody.Kept kept) {
        Map<String, String> headers = checksums(kept.properties());
        headers.put("ETag", '"' + kept.md5() + '"');
        headers.put("x-amz-server-side-encryption", "AES256");
        return empty(sent, 200, headers);
    }

    /**
     * The answer to a form: where its policy wants the browser to go, or of a status it asks for.
     *
     * @param url of the object
     */
    static Response posted(PostReader posted, String url, String md5) {
        S3RequestReader sent = posted.sent();
        String tag = '"' + md5 + '"';
        Optional<String> next = posted.next(md5);
        if (next.isPresent()) {
            return empty(sent, 303, Map.of("Location", next.get(), "ETag", tag));
        }
        Map<String, String> headers = Map.of("Location", url, "ETag", tag);
        if (posted.status() != CREATED) {
            return empty(sent, posted.status(), headers);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XmlWriter.beginPlain(bytes, "PostResponse")
                .element("Location", url)
                .element("Bucket", sent.bucket())
                .element("Key", sent.key())
                .element("ETag", tag)
                .finish();
        return new Response(
                CREATED,
                "application/xml",
                bytes.toByteArray(),
                empty(sent, CREATED, headers).headers());
    }

    static Response copied(S3RequestReader sent, ReadableFile copy) {
        Response body =
                document(
                        sent,
                        "CopyObjectResult",
                        xml -> {
                            xml.element("LastModified", time(copy.file().uploadedAt()))
                                    .element("ETag", quotedTag(copy.file()));
                            checksums(xml, copy.properties());
                        });
        return with(body, "x-amz-server-side-encryption", "AES256");
    }

    private static Response with(Response answer, String header, String value) {
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put(header, value);
        return new Response(answer.status(), answer.contentType(), answer.body(), headers);
    }

    /**
     * {@code GetObjectAttributes}: those that were asked for.
     *
     * @param pieces of the object, where they are to be told
     */
    static Response attributes(
            S3RequestReader sent,
            ReadableFile file,
            ListingReader.Attributes asked,
            List<Piece> pieces) {
        Response body =
                document(
                        sent,
                        "GetObjectAttributesResponse",
                        xml -> {
                            if (asked.has("ETag")) {
                                xml.element("ETag", tag(file.file()));
                            }
                            if (asked.has("Checksum") && !file.properties().checksums().isEmpty()) {
                                xml.start("Checksum");
                                checksums(xml, file.properties());
                                xml.end();
                            }
                            if (!pieces.isEmpty()) {
                                parts(xml, asked, file, pieces);
                            }
                            if (asked.has("StorageClass")) {
                                xml.element("StorageClass", "STANDARD");
                            }
                            if (asked.has("ObjectSize")) {
                                xml.element("ObjectSize", file.file().size());
                            }
                        });
        return with(body, "Last-Modified", Conditions.date(file.file().uploadedAt()));
    }

    /** Parts are counted as they lie, whatever their numbers were. */
    private static void parts(
            XmlWriter xml, ListingReader.Attributes asked, ReadableFile file, List<Piece> pieces) {
        int after = asked.after();
        int most = asked.most();
        int first = Math.min(after, pieces.size());
        int end = Math.min(first + most, pieces.size());
        // Of the checksums of parts that one is kept by which a part is known.
        boolean summed = file.properties().checksums().containsKey("sha256");
        xml.start("ObjectParts")
                .element("PartsCount", pieces.size())
                .element("PartNumberMarker", after)
                .element("NextPartNumberMarker", end)
                .element("MaxParts", most)
                .element("IsTruncated", end < pieces.size());
        for (int i = first; i < end; i++) {
            xml.start("Part").element("PartNumber", i + 1).element("Size", pieces.get(i).size());
            if (summed) {
                xml.element(
                        ChecksumAlgorithm.SHA256.element(),
                        Checksum.of(ChecksumAlgorithm.SHA256, pieces.get(i).sha256()).value());
            }
            xml.end();
        }
        xml.end();
    }

    /** That of the checksums of parts ends with their number, which no other has. */
    private static String type(FileProperties kept) {
        return kept.checksums().values().stream().anyMatch(value -> value.contains("-"))
                ? "COMPOSITE"
                : "FULL_OBJECT";
    }

    /** The checksums of an object as elements. */
    public static void checksums(XmlWriter xml, FileProperties kept) {
        kept.checksums()
                .forEach((name, value) ->
                        ChecksumAlgorithm.named(name)
                                .ifPresent(sum -> xml.element(sum.element(), value)));
        if (!kept.checksums().isEmpty()) {
            xml.element("ChecksumType", type(kept));
        }
    }

    /** An answer that is a document of S3's. */
    public static Response document(
            S3RequestReader sent, String root, Consumer<XmlWriter> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XmlWriter xml = XmlWriter.begin(bytes, root);
        content.accept(xml);
        xml.finish();
        return new Response(
                200,
                "application/xml",
                bytes.toByteArray(),
                Map.of(REQUEST_ID, RequestIds.of(sent.servlet())));
    }

    public static Response empty(S3RequestReader sent, int status, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put(REQUEST_ID, RequestIds.of(sent.servlet()));
        return new Response(status, "", new byte[0], headers);
    }
}
