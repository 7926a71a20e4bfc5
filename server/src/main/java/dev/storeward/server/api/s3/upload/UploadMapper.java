package dev.storeward.server.api.s3.upload;

import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.session.SessionListing;
import dev.storeward.core.upload.session.StoredPiece;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.server.api.s3.ListingMapper;
import dev.storeward.server.api.s3.ObjectMapper;
import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.PercentEncoding;
import dev.storeward.server.s3.checksum.ChecksumAlgorithm;
import dev.storeward.server.s3.xml.XmlWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Uploads in parts as S3 shows them. */
final class UploadMapper {
    private static final String ENCRYPTION = "x-amz-server-side-encryption";

    private UploadMapper() {}

    static Response begun(S3RequestReader sent, UploadSession upload, PartSumsReader sums) {
        Map<String, String> headers = new HashMap<>();
        headers.put(ENCRYPTION, "AES256");
        ChecksumAlgorithm algorithm = sums.algorithm();
        if (algorithm != null) {
            headers.put(PartSumsReader.ALGORITHM, algorithm.name());
            headers.put(PartSumsReader.TYPE, sums.type());
        }
        return with(
                headers,
                ObjectMapper.document(
                        sent,
                        "InitiateMultipartUploadResult",
                        xml ->
                                xml.element("Bucket", sent.bucket())
                                        .element("Key", sent.key())
                                        .element("UploadId", upload.id().toString())));
    }

    private static Response with(Map<String, String> more, Response response) {
        Map<String, String> headers = new HashMap<>(response.headers());
        headers.putAll(more);
        return new Response(response.status(), response.contentType(), response.body(), headers);
    }

    static Response part(S3RequestReader sent, StoredPiece part) {
        Map<String, String> headers = new HashMap<>();
        part.checksums()
                .forEach((name, value) -> headers.put(ChecksumAlgorithm.PREFIX + name, value));
        headers.put("ETag", quoted(part));
        headers.put(ENCRYPTION, "AES256");
        return ObjectMapper.empty(sent, 200, headers);
    }

    static Response copied(S3RequestReader sent, StoredPiece part) {
        return with(
                Map.of(ENCRYPTION, "AES256"),
                ObjectMapper.document(
                        sent,
                        "CopyPartResult",
                        xml -> {
                            xml.element("LastModified", ObjectMapper.time(part.storedAt()))
                                    .element("ETag", quoted(part));
                            checksums(xml, part);
                        }));
    }

    private static String quoted(StoredPiece part) {
        return '"' + part.md5() + '"';
    }

    private static void checksums(XmlWriter xml, StoredPiece part) {
        part.checksums()
                .forEach((name, value) ->
                        ChecksumAlgorithm.named(name)
                                .ifPresent(sum -> xml.element(sum.element(), value)));
    }

    /**
     * The answer to who completed an upload.
     *
     * @param url of the object
     * @param kept with the object
     */
    static Response completed(
            S3RequestReader sent, String url, StoredFile file, FileProperties kept) {
        return with(
                Map.of(ENCRYPTION, "AES256"),
                ObjectMapper.document(
                        sent,
                        "CompleteMultipartUploadResult",
                        xml -> {
                            xml.element("Location", url)
                                    .element("Bucket", sent.bucket())
                                    .element("Key", sent.key())
                                    .element("ETag", ObjectMapper.quotedTag(file));
                            ObjectMapper.checksums(xml, kept);
                        }));
    }

    /**
     * {@code ListParts}.
     *
     * @param parts those of the page, and one more where there is one
     */
    static Response parts(
            S3RequestReader sent,
            UploadSession upload,
            PartListReader asked,
            List<StoredPiece> parts) {
        List<StoredPiece> shown = parts.subList(0, Math.min(asked.most(), parts.size()));
        return ObjectMapper.document(
                sent,
                "ListPartsResult",
                xml -> {
                    xml.element("Bucket", sent.bucket())
                            .element("Key", sent.key())
                            .element("UploadId", upload.id().toString());
                    owned(xml, sent);
                    xml.element("StorageClass", "STANDARD")
                            .element("PartNumberMarker", asked.after());
                    if (!shown.isEmpty()) {
                        xml.element("NextPartNumberMarker", shown.getLast().number());
                    }
                    xml.element("MaxParts", asked.most())
                            .element("IsTruncated", parts.size() > shown.size());
                    sums(xml, upload);
                    for (StoredPiece part : shown) {
                        xml.start("Part")
                                .element("PartNumber", part.number())
                                .element("LastModified", ObjectMapper.time(part.storedAt()))
                                .element("ETag", quoted(part))
                                .element("Size", part.size());
                        checksums(xml, part);
                        xml.end();
                    }
                });
    }

    private static void owned(XmlWriter xml, S3RequestReader sent) {
        ListingMapper.owner(xml, "Initiator", sent.caller());
        ListingMapper.owner(xml, "Owner", sent.caller());
    }

    private static void sums(XmlWriter xml, UploadSession upload) {
        PartSumsReader sums = PartSumsReader.ofKept(upload.properties());
        ChecksumAlgorithm algorithm = sums.algorithm();
        if (algorithm != null) {
            xml.element("ChecksumAlgorithm", algorithm.name()).element("ChecksumType", sums.type());
        }
    }

    /** {@code ListMultipartUploads}. */
    static Response uploads(
            S3RequestReader sent, UploadListReader asked, SessionListing.Page page) {
        return ObjectMapper.document(
                sent,
                "ListMultipartUploadsResult",
                xml -> {
                    xml.element("Bucket", sent.bucket())
                            .element("KeyMarker", text(asked, asked.keyMarker()))
                            .element("UploadIdMarker", asked.idMarker());
                    if (page.more()) {
                        SessionListing.After last = page.last();
                        boolean ofPrefix = last.id().equals(SessionListing.After.WHOLE_KEY);
                        xml.element("NextKeyMarker", text(asked, last.key()))
                                .element(
                                        "NextUploadIdMarker", ofPrefix ? "" : last.id().toString());
                    }
                    xml.element("Prefix", text(asked, asked.prefix()));
                    if (!asked.delimiter().isEmpty()) {
                        xml.element("Delimiter", text(asked, asked.delimiter()));
                    }
                    if (asked.encoded()) {
                        xml.element("EncodingType", "url");
                    }
                    xml.element("MaxUploads", asked.most()).element("IsTruncated", page.more());
                    entries(xml, sent, asked, page);
                });
    }

    private static void entries(
            XmlWriter xml, S3RequestReader sent, UploadListReader asked, SessionListing.Page page) {
        for (SessionListing.Entry entry : page.entries()) {
            if (entry instanceof SessionListing.SessionEntry(String key, UploadSession upload)) {
                xml.start("Upload")
                        .element("Key", text(asked, key))
                        .element("UploadId", upload.id().toString());
                owned(xml, sent);
                xml.element("StorageClass", "STANDARD")
                        .element("Initiated", ObjectMapper.time(upload.createdAt()));
                sums(xml, upload);
                xml.end();
            }
        }
        for (SessionListing.Entry entry : page.entries()) {
            if (entry instanceof SessionListing.SharedPrefix(String key)) {
                xml.start("CommonPrefixes").element("Prefix", text(asked, key)).end();
            }
        }
    }

    private static String text(UploadListReader asked, String key) {
        return asked.encoded() ? PercentEncoding.encodeKey(key) : key;
    }
}
