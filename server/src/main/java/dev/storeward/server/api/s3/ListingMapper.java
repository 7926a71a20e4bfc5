package dev.storeward.server.api.s3;

import dev.storeward.core.access.Caller;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.root.RootPage;
import dev.storeward.core.root.RootPage.FileEntry;
import dev.storeward.core.root.RootPage.SharedPrefix;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.PercentEncoding;
import dev.storeward.server.s3.xml.XmlWriter;

/** Listings as S3 writes them. */
public final class ListingMapper {
    private ListingMapper() {}

    static Response objects(S3RequestReader sent, ListingReader asked, RootPage page) {
        return ObjectMapper.document(
                sent,
                "ListBucketResult",
                xml -> {
                    xml.element("Name", sent.bucket());
                    about(xml, asked, page);
                    if (asked.second()) {
                        second(xml, asked, page);
                    } else {
                        first(xml, asked, page);
                    }
                    boolean owner = !asked.second() || asked.owner();
                    for (RootPage.Entry entry : page.entries()) {
                        if (entry instanceof FileEntry(String key, StoredFile file)) {
                            xml.start("Contents").element("Key", text(asked, key));
                            object(xml, file);
                            if (owner) {
                                owner(xml, "Owner", sent.caller());
                            }
                            xml.end();
                        }
                    }
                    prefixes(xml, asked, page);
                });
    }

    /** Every object is the one version that there is. */
    static Response versions(S3RequestReader sent, ListingReader asked, RootPage page) {
        return ObjectMapper.document(
                sent,
                "ListVersionsResult",
                xml -> {
                    xml.element("Name", sent.bucket());
                    about(xml, asked, page);
                    xml.element("KeyMarker", text(asked, asked.start()))
                            .element("VersionIdMarker", "");
                    if (!page.next().isEmpty()) {
                        xml.element("NextKeyMarker", text(asked, page.next()))
                                .element("NextVersionIdMarker", "null");
                    }
                    for (RootPage.Entry entry : page.entries()) {
                        if (entry instanceof FileEntry(String key, StoredFile file)) {
                            xml.start("Version")
                                    .element("Key", text(asked, key))
                                    .element("VersionId", "null")
                                    .element("IsLatest", true);
                            object(xml, file);
                            owner(xml, "Owner", sent.caller());
                            xml.end();
                        }
                    }
                    prefixes(xml, asked, page);
                });
    }

    private static void about(XmlWriter xml, ListingReader asked, RootPage page) {
        xml.element("Prefix", text(asked, asked.prefix()))
                .element("MaxKeys", asked.most())
                .element("IsTruncated", !page.next().isEmpty());
        if (!asked.delimiter().isEmpty()) {
            xml.element("Delimiter", text(asked, asked.delimiter()));
        }
        if (asked.encoded()) {
            xml.element("EncodingType", "url");
        }
    }

    private static void first(XmlWriter xml, ListingReader asked, RootPage page) {
        xml.element("Marker", text(asked, asked.start()));
        // S3 tells it only where prefixes may stand last, and clients take the last key otherwise.
        if (!page.next().isEmpty() && !asked.delimiter().isEmpty()) {
            xml.element("NextMarker", text(asked, page.next()));
        }
    }

    private static void second(XmlWriter xml, ListingReader asked, RootPage page) {
        xml.element("KeyCount", page.entries().size());
        if (!asked.start().isEmpty()) {
            xml.element("StartAfter", text(asked, asked.start()));
        }
        if (!asked.token().isEmpty()) {
            xml.element("ContinuationToken", asked.token());
        }
        if (!page.next().isEmpty()) {
            xml.element("NextContinuationToken", ListingReader.token(page.next()));
        }
    }

    private static void object(XmlWriter xml, StoredFile file) {
        xml.element("LastModified", ObjectMapper.time(file.uploadedAt()))
                .element("ETag", ObjectMapper.quotedTag(file))
                .element("Size", file.size())
                .element("StorageClass", "STANDARD");
    }

    private static void prefixes(XmlWriter xml, ListingReader asked, RootPage page) {
        for (RootPage.Entry entry : page.entries()) {
            if (entry instanceof SharedPrefix(String key)) {
                xml.start("CommonPrefixes").element("Prefix", text(asked, key)).end();
            }
        }
    }

    /** Whose it is: a user owns all that is in the own folder. */
    public static void owner(XmlWriter xml, String element, Caller caller) {
        xml.start(element)
                .element("ID", caller.userId().toString())
                .element("DisplayName", caller.email())
                .end();
    }

    private static String text(ListingReader asked, String key) {
        return asked.encoded() ? PercentEncoding.encodeKey(key) : key;
    }
}
