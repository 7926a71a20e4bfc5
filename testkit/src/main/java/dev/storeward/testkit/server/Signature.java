package dev.storeward.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 of a request whose body is not signed. */
public final class Signature {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String PAYLOAD = "UNSIGNED-PAYLOAD";

    private Signature() {}

    /**
     * The headers that sign a request to a server, besides {@code Host}.
     *
     * @param path without a query, and of characters that need no escaping
     */
    public static Map<String, String> headers(S3Server server, String method, String path) {
        String time = TIME.format(Instant.now());
        String host = server.endpoint().getHost() + ":" + server.endpoint().getPort();
        String scope = time.substring(0, 8) + "/" + server.region() + "/s3/aws4_request";
        String canonical =
                "%s\n%s\n\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\n%s\n%s"
                        .formatted(
                                method,
                                path,
                                host,
                                PAYLOAD,
                                time,
                                "host;x-amz-content-sha256;x-amz-date",
                                PAYLOAD);
        return Map.of(
                "x-amz-content-sha256",
                PAYLOAD,
                "x-amz-date",
                time,
                "Authorization",
                authorization(server, scope, time, canonical));
    }

    private static String authorization(
            S3Server server, String scope, String time, String canonical) {
        try {
            String digest =
                    HexFormat.of()
                            .formatHex(
                                    MessageDigest.getInstance("SHA-256")
                                            .digest(canonical.getBytes(UTF_8)));
            byte[] key = ("AWS4" + server.secretKey()).getBytes(UTF_8);
            for (String part : scope.split("/", -1)) {
                key = hmac(key, part);
            }
            String signature =
                    HexFormat.of()
                            .formatHex(
                                    hmac(
                                            key,
                                            "AWS4-HMAC-SHA256\n%s\n%s\n%s"
                                                    .formatted(time, scope, digest)));
            return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                    .formatted(
                            server.accessKey(),
                            scope,
                            "host;x-amz-content-sha256;x-amz-date",
                            signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }
}
