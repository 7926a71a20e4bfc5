package dev.storeward.testkit.server;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;

/** One empty request signed with AWS Signature Version 4: all that making a bucket takes. */
final class SignedCall {
    private SignedCall() {}

    static void put(S3Server server, String path) throws IOException, InterruptedException {
        send(server, "PUT", path, Set.of(200, 409));
    }

    static void delete(S3Server server, String path) throws IOException, InterruptedException {
        send(server, "DELETE", path, Set.of(204));
    }

    private static void send(S3Server server, String method, String path, Set<Integer> expected)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.endpoint().resolve(path));
        Signature.headers(server, method, path).forEach(request::header);
        request.method(method, HttpRequest.BodyPublishers.noBody());
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (!expected.contains(answer.statusCode())) {
                throw new IOException(
                        method
                                + " "
                                + path
                                + " answered "
                                + answer.statusCode()
                                + " "
                                + answer.body());
            }
        }
    }
}
