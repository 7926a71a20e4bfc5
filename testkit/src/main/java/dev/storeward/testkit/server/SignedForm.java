package dev.storeward.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One form posted to a server's root, signed with AWS Signature Version 4. */
final class SignedForm {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private SignedForm() {}

    static void post(S3Server server, Map<String, String> fields)
            throws IOException, InterruptedException {
        String body =
                fields.entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
                        .collect(Collectors.joining("&"));
        String time = TIME.format(Instant.now());
        String payload = SignedRequest.sha256(body.getBytes(UTF_8));
        Map<String, String> headers = new TreeMap<>();
        headers.put("host", server.endpoint().getAuthority());
        headers.put("content-type", "application/x-www-form-urlencoded");
        headers.put("x-amz-date", time);
        headers.put("x-amz-content-sha256", payload);
        String authorization =
                new SignedRequest("POST", "/", "", headers, payload)
                        .authorization(
                                server.accessKey(),
                                server.secretKey(),
                                time.substring(0, 8) + "/" + server.region() + "/s3/aws4_request");
        HttpRequest.Builder request = HttpRequest.newBuilder(server.endpoint().resolve("/"));
        headers.forEach((name, value) -> {
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        request.header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(
                        fields.get("Action")
                                + " answered "
                                + answer.statusCode()
                                + " "
                                + answer.body());
            }
        }
    }
}
