package dev.storeward.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One empty PUT signed with AWS Signature Version 4: all that making a bucket takes. */
final class SignedPut {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String PAYLOAD = "UNSIGNED-PAYLOAD";

    private SignedPut() {}

    static void of(S3Server server, String path) throws IOException, InterruptedException {
        String time = TIME.format(Instant.now());
        String host = server.endpoint().getHost() + ":" + server.endpoint().getPort();
        String scope = time.substring(0, 8) + "/" + server.region() + "/s3/aws4_request";
        String canonical =
                "PUT\n%s\n\nhost:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\n%s\n%s"
                        .formatted(
                                path,
                                host,
                                PAYLOAD,
                                time,
                                "host;x-amz-content-sha256;x-amz-date",
                                PAYLOAD);
        HttpRequest request =
                HttpRequest.newBuilder(server.endpoint().resolve(path))
                        .header("x-amz-content-sha256", PAYLOAD)
                        .header("x-amz-date", time)
                        .header("Authorization", authorization(server, scope, time, canonical))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 409) {
                throw new IOException(
                        "PUT " + path + " answered " + answer.statusCode() + " " + answer.body());
            }
        }
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
