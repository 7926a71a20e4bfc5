package dev.storeward.bench.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The two keys that a user of the S3 door signs with. */
record S3Keys(String accessKey, String secretKey) {

    /** Makes them with the user's own key. */
    static S3Keys of(ServerUnderTest server, Tenancy tenant) throws IOException {
        Map<String, String> headers = new HashMap<>(tenant.headers());
        headers.put("Content-Type", "application/json");
        try (HttpConnection connection = new HttpConnection(server.url())) {
            String made =
                    connection
                            .exchange(
                                    Request.small(
                                            server.url(),
                                            "POST",
                                            "/api/v1/platform/users/"
                                                    + tenant.userId()
                                                    + "/s3-keys",
                                            headers,
                                            "{\"name\":\"bench\"}".getBytes(UTF_8)))
                            .expect(201)
                            .text();
            JsonNode keys = new JsonMapper().readTree(made);
            return new S3Keys(
                    keys.path("access_key_id").stringValue(),
                    keys.path("secret_access_key").stringValue());
        }
    }

    @Override
    public String toString() {
        return "S3Keys[" + accessKey + "]";
    }
}
