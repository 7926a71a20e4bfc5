package dev.storeward.server.s3.xml;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code PutBucketEncryption} is sent: one rule.
 *
 * @param algorithm of new objects; empty when the rule does not name one
 * @param keyId of a key of a key service; empty for none
 * @param blocked kinds of encryption that new objects must not ask for
 */
public record EncryptionConfiguration(String algorithm, String keyId, List<String> blocked) {
    private static final int MOST_BYTES = 64 << 10;
    private static final String OWN = "AES256";
    private static final String CUSTOMER_KEYS = "SSE-C";

    public EncryptionConfiguration {
        blocked = List.copyOf(blocked);
    }

    /**
     * Reads a document.
     *
     * @throws S3Exception {@code MALFORMED_XML} when it is another, or has not exactly one rule
     */
    public static EncryptionConfiguration read(InputStream body) throws IOException {
        return XmlCursor.read(
                body,
                MOST_BYTES,
                "ServerSideEncryptionConfiguration",
                EncryptionConfiguration::read);
    }

    private static EncryptionConfiguration read(XmlCursor xml) {
        List<EncryptionConfiguration> rules = new ArrayList<>();
        xml.children(name -> {
            if (!name.equals("Rule")) {
                throw XmlCursor.malformed();
            }
            rules.add(rule(xml));
        });
        if (rules.size() != 1) {
            throw XmlCursor.malformed();
        }
        return rules.getFirst();
    }

    private static EncryptionConfiguration rule(XmlCursor xml) {
        Map<String, String> byDefault = new HashMap<>();
        List<String> blocked = new ArrayList<>();
        xml.children(name -> {
            switch (name) {
                case "ApplyServerSideEncryptionByDefault" ->
                        xml.children(one -> {
                            if (!one.equals("SSEAlgorithm") && !one.equals("KMSMasterKeyID")) {
                                throw XmlCursor.malformed();
                            }
                            byDefault.put(one, xml.text().strip());
                        });
                case "BlockedEncryptionTypes" -> xml.children(_ -> blocked.add(xml.text().strip()));
                case "BucketKeyEnabled" -> xml.flag();
                default -> throw XmlCursor.malformed();
            }
        });
        return new EncryptionConfiguration(
                byDefault.getOrDefault("SSEAlgorithm", ""),
                byDefault.getOrDefault("KMSMasterKeyID", ""),
                blocked);
    }

    /**
     * Passes what is so anyway: every object is encrypted with keys of this service, and none with
     * a key of its caller.
     *
     * @throws S3Exception {@code INVALID_ARGUMENT}, {@code NOT_IMPLEMENTED}
     */
    public void requireAsItIs() {
        if (algorithm.equals(OWN) && !keyId.isEmpty()) {
            throw new S3Exception(
                    S3Code.INVALID_ARGUMENT,
                    "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                    Map.of("ArgumentName", "ApplyServerSideEncryptionByDefault"));
        }
        if (!algorithm.equals(OWN) || !blocked.stream().allMatch(CUSTOMER_KEYS::equals)) {
            throw new S3Exception(S3Code.NOT_IMPLEMENTED);
        }
    }
}
