package dev.storeward.server.api.s3;

import dev.storeward.core.root.Root;
import dev.storeward.core.tenant.AllowedOrigins;
import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.response.Response;
import dev.storeward.server.s3.xml.CorsConfiguration;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What is asked about buckets, and the same of each of them. */
final class BucketMapper {
    private BucketMapper() {}

    /**
     * One page of them.
     *
     * @param all in the order of their names
     */
    static Response buckets(S3RequestReader sent, BucketListReader asked, List<Root> all) {
        List<Root> found = all.stream().filter(asked::wants).toList();
        List<Root> roots = found.subList(0, Math.min(asked.most(), found.size()));
        return ObjectMapper.document(
                sent,
                "ListAllMyBucketsResult",
                xml -> {
                    ListingMapper.owner(xml, "Owner", sent.caller());
                    xml.start("Buckets");
                    for (Root root : roots) {
                        xml.start("Bucket")
                                .element("Name", root.name())
                                .element("CreationDate", ObjectMapper.time(root.createdAt()))
                                .end();
                    }
                    xml.end();
                    if (!asked.prefix().isEmpty()) {
                        xml.element("Prefix", asked.prefix());
                    }
                    if (roots.size() < found.size()) {
                        xml.element(
                                "ContinuationToken", ListingReader.token(roots.getLast().name()));
                    }
                });
    }

    /** No region is set apart: every one that a client signs for is this one. */
    static Response location(S3RequestReader sent) {
        return ObjectMapper.document(sent, "LocationConstraint", xml -> {});
    }

    /** Of a bucket and of an object: its owner may do everything, and nobody else anything. */
    static Response accessControl(S3RequestReader sent) {
        return ObjectMapper.document(
                sent,
                "AccessControlPolicy",
                xml -> {
                    ListingMapper.owner(xml, "Owner", sent.caller());
                    xml.start("AccessControlList")
                            .start("Grant")
                            .startTyped("Grantee", "CanonicalUser")
                            .element("ID", sent.caller().userId().toString())
                            .element("DisplayName", sent.caller().email())
                            .end()
                            .element("Permission", "FULL_CONTROL")
                            .end()
                            .end();
                });
    }

    static Response encryption(S3RequestReader sent) {
        return ObjectMapper.document(
                sent,
                "ServerSideEncryptionConfiguration",
                xml ->
                        xml.start("Rule")
                                .start("ApplyServerSideEncryptionByDefault")
                                .element("SSEAlgorithm", "AES256")
                                .end()
                                .element("BucketKeyEnabled", false)
                                .end());
    }

    static Response payer(S3RequestReader sent) {
        return ObjectMapper.document(
                sent, "RequestPaymentConfiguration", xml -> xml.element("Payer", "BucketOwner"));
    }

    /** The tenant's origins as the one rule that holds for all its buckets. */
    static Response origins(S3RequestReader sent, AllowedOrigins allowed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CorsConfiguration.Rule rule =
                new CorsConfiguration.Rule(
                        "",
                        allowed.entries(),
                        CorsReader.METHODS,
                        List.of("*"),
                        CallerOrigin.EXPOSED,
                        OptionalInt.of(allowed.maxAgeSeconds()));
        new CorsConfiguration(List.of(rule)).write(bytes);
        return new Response(
                200,
                "application/xml",
                bytes.toByteArray(),
                ObjectMapper.empty(sent, 200, Map.of()).headers());
    }

    /** A configuration that says nothing. */
    static Response nothing(S3RequestReader sent, String root) {
        return ObjectMapper.document(sent, root, xml -> {});
    }
}
