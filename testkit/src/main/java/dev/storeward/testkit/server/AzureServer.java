package dev.storeward.testkit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A running Azure Blob server with one account and one container.
 *
 * @param endpoint on loopback; the account is the first segment of the path behind it
 * @param key base64, as Azure shows it
 */
public record AzureServer(URI endpoint, String account, String key, String container) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final String VERSION = "2021-12-02";

    /** The values of the {@code azure} connector's fields, secret ones included. */
    public Map<String, String> settings() {
        return Map.of(
                "endpoint", endpoint.toString(),
                "account_name", account,
                "container", container,
                "account_key", key);
    }

    /** The same server seen through another endpoint, such as a {@link FaultProxy}. */
    public AzureServer through(URI other) {
        return new AzureServer(other, account, key, container);
    }

    /** The same account with another container, which need not exist. */
    public AzureServer withContainer(String name) {
        return new AzureServer(endpoint, account, key, name);
    }

    /** The same server with another key. */
    public AzureServer withKey(String other) {
        return new AzureServer(endpoint, account, other, container);
    }

    /** Makes a container, which may exist already, and answers the server with it. */
    public AzureServer createContainer(String name) throws IOException, InterruptedException {
        String date = TIME.format(Instant.now());
        HttpRequest request =
                HttpRequest.newBuilder(
                                endpoint.resolve("/" + account + "/" + name + "?restype=container"))
                        .header("x-ms-date", date)
                        .header("x-ms-version", VERSION)
                        .header("Authorization", "SharedKey " + account + ":" + sign(name, date))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201 && answer.statusCode() != 409) {
                throw new IOException(
                        "The container was answered with "
                                + answer.statusCode()
                                + " "
                                + answer.body());
            }
        }
        return withContainer(name);
    }

    private String sign(String name, String date) {
        String canonical =
                "PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:%s\nx-ms-version:%s\n/%s/%s/%s\nrestype:container"
                        .formatted(date, VERSION, account, account, name);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(canonical.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
