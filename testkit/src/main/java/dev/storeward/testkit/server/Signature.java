package dev.storeward.testkit.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** AWS Signature Version 4 of a request whose body is not signed. */
public final class Signature {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String PAYLOAD = "UNSIGNED-PAYLOAD";

    private Signature() {}

    /**
     * The headers that sign a request to a server, besides {@code Host}.
     *
     * @param target path and query as they are sent
     */
    public static Map<String, String> headers(S3Server server, String method, String target) {
        String time = TIME.format(Instant.now());
        String host = server.endpoint().getHost() + ":" + server.endpoint().getPort();
        String scope = time.substring(0, 8) + "/" + server.region() + "/s3/aws4_request";
        int mark = target.indexOf('?');
        SignedRequest request =
                new SignedRequest(
                        method,
                        mark < 0 ? target : target.substring(0, mark),
                        mark < 0 ? "" : target.substring(mark + 1),
                        Map.of("host", host, "x-amz-content-sha256", PAYLOAD, "x-amz-date", time),
                        PAYLOAD);
        return Map.of(
                "x-amz-content-sha256",
                PAYLOAD,
                "x-amz-date",
                time,
                "Authorization",
                request.authorization(server.accessKey(), server.secretKey(), scope));
    }
}
