package dev.storeward.testkit.server;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** One empty PUT signed with AWS Signature Version 4: all that making a bucket takes. */
final class SignedPut {
    private SignedPut() {}

    static void of(S3Server server, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.endpoint().resolve(path));
        Signature.headers(server, "PUT", path).forEach(request::header);
        request.PUT(HttpRequest.BodyPublishers.noBody());
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200 && answer.statusCode() != 409) {
                throw new IOException(
                        "PUT " + path + " answered " + answer.statusCode() + " " + answer.body());
            }
        }
    }
}
