package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong with a request is told by its field. */
class ConfigsRefusalsTest extends ConfigsFixture {
    @Test
    void everyWrongFieldIsToldAtOnce() {
        assertThat(expect(400, sue.post("/", "{}")))
                .hasToString("{\"name\":" + REQUIRED + ",\"provider\":" + REQUIRED + "}");
        assertThat(expect(400, sue.post("/", "{\"name\":\"  \",\"provider\":\"dropbox\"}")))
                .hasToString(
                        "{\"name\":"
                                + REQUIRED
                                + ",\"provider\":[\"Unsupported provider: dropbox\"]}");
        assertThat(fields("{\"provider\":\"aws_s3\"}"))
                .containsExactlyInAnyOrder(
                        "name",
                        "s3_bucket_name",
                        "s3_bucket_region",
                        "s3_access_key_id",
                        "s3_secret_access_key");
        assertThat(fields("{\"provider\":\"aws_s3\",\"s3_auth_method\":\"role\"}"))
                .containsExactlyInAnyOrder(
                        "name", "s3_bucket_name", "s3_bucket_region", "s3_role_arn");
        assertThat(fields("{\"provider\":\"s3_compatible\"}"))
                .containsExactlyInAnyOrder(
                        "name",
                        "s3_bucket_name",
                        "s3_endpoint_url",
                        "s3_access_key_id",
                        "s3_secret_access_key");
        assertThat(
                        fields(
                                """
                                {"name":7,"provider":"s3_compatible","s3_bucket_name":["x"],
                                 "s3_bucket_prefix":{},"s3_is_accelerated":"yes",
                                 "s3_endpoint_url":"http://169.254.169.254/",
                                 "s3_auth_method":"password","s3_access_key_id":null}
                                """))
                .containsExactlyInAnyOrder(
                        "name",
                        "s3_auth_method",
                        "s3_bucket_name",
                        "s3_bucket_prefix",
                        "s3_is_accelerated",
                        "s3_endpoint_url");
    }

    private List<String> fields(String json) {
        JsonNode errors = expect(400, sue.post("/", json));
        errors.properties().forEach(field -> assertThat(field.getValue().isArray()).isTrue());
        return errors.propertyNames().stream().toList();
    }

    @Test
    void anUnknownProviderIsToldBesideTheOtherWrongFields() {
        assertThat(
                        expect(
                                400,
                                sue.post(
                                        "/",
                                        """
                                        {"provider":"minio","s3_bucket_name":"../..",
                                         "s3_bucket_prefix":7}
                                        """)))
                .hasToString(
                        "{\"name\":"
                                + REQUIRED
                                + ",\"provider\":[\"Unsupported provider: minio\"],"
                                + "\"s3_bucket_prefix\":[\"Must be a string.\"],"
                                + "\"s3_bucket_name\":[\"The bucket's name has 2 to 255 letters, digits,"
                                + " dots, dashes and underscores and begins with a letter or"
                                + " digit.\"]}");
        assertThat(
                        fields(
                                """
                                {"name":"n","provider":"x","gc_storage_bucket_name":7,
                                 "gc_storage_prefix":"../b","azure_prefix":5}
                                """))
                .containsExactly("provider", "gc_storage_bucket_name", "gc_storage_prefix");
    }

    @Test
    void wrongTypesAreToldInWords() {
        JsonNode errors =
                expect(
                        400,
                        sue.post(
                                "/",
                                "{\"name\":true,\"provider\":1,\"s3_is_accelerated\":\"true\"}"));
        assertThat(errors)
                .hasToString(
                        "{\"name\":[\"Must be a string.\"],\"provider\":[\"Must be a string.\"],"
                                + "\"s3_is_accelerated\":[\"Must be true or false.\"]}");
        assertThat(
                        expect(
                                        400,
                                        sue.post(
                                                "/",
                                                request("n", s3)
                                                        .put("s3_is_accelerated", "true")
                                                        .toString()))
                                .toString())
                .isEqualTo("{\"s3_is_accelerated\":[\"Must be true or false.\"]}");
        assertThat(
                        expect(
                                        400,
                                        sue.post(
                                                "/",
                                                request("n", s3)
                                                        .put("s3_auth_method", "none")
                                                        .toString()))
                                .toString())
                .isEqualTo("{\"s3_auth_method\":[\"Must be access_key or role.\"]}");
        assertThat(
                        fields(
                                request("x".repeat(256), s3)
                                        .put("s3_bucket_prefix", "p".repeat(161))
                                        .toString()))
                .containsExactlyInAnyOrder("name", "s3_bucket_prefix");
        assertThat(fields(request("a\u0000b", s3).toString())).containsExactly("name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[]", "\"x\"", "null", "7", "{\"name\":\"a\",\"name\":\"b\"}", " "})
    void aBodyThatIsNoObjectIsToldOfInOneSentence(String body) {
        JsonNode error = expect(400, sue.post("/", body));
        assertThat(error.propertyNames()).containsExactly("detail");
        assertThat(error.path("detail").stringValue()).startsWith("The body: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1.nip.invalid/x",
                "http://10.0.0.1",
                "https://169.254.169.254",
                "https://user:pass@127.0.0.1:9000",
                "ftp://127.0.0.1",
                "not a url"
            })
    void anEndpointOutOfBoundsIsRefusedByItsField(String endpoint) {
        JsonNode errors =
                expect(
                        400,
                        sue.post(
                                "/", request("n", s3).put("s3_endpoint_url", endpoint).toString()));
        assertThat(errors.propertyNames()).containsExactly("s3_endpoint_url");
    }

    @ParameterizedTest
    @CsvSource({
        "s3_bucket_name, a\\u0000b",
        "s3_bucket_name, a\\ud800b",
        "s3_bucket_name, ../..",
        "s3_bucket_name, a/b",
        "s3_bucket_prefix, a\\u0000b",
        "s3_bucket_prefix, a\\ud800b",
        "s3_bucket_prefix, a//b",
        "s3_bucket_prefix, ../b",
        "s3_bucket_region, us east",
        "s3_bucket_region, us\\r\\neast",
        "s3_bucket_region, a\\ud800b",
        "s3_endpoint_url, http://127.0.0.1\\u0000",
        "s3_endpoint_url, http://\\ud800/",
        "s3_access_key_id, a\\nb",
        "s3_access_key_id, a\\ud800b",
        "s3_access_key_id, ключ",
        "name, a\\ud800b",
        "provider, s3_compatible\\ud800",
        "s3_secret_access_key, a\\u0000b",
        "s3_secret_access_key, a\\ud800b",
        "s3_cloudfront_domain, https://x/y z"
    })
    void hostileTextIsRefusedByItsField(String field, String escaped) throws Exception {
        ObjectNode asked = request("n", newBucket()).put(field, "HOSTILE");
        JsonNode errors = expect(400, sue.post("/", asked.toString().replace("HOSTILE", escaped)));
        assertThat(errors.propertyNames()).as(errors.toString()).containsExactly(field);
    }

    @Test
    void unknownFieldsAreLeftAsideAndCounted() throws Exception {
        double unknown = counted("unknown");
        double unused = counted("unused");
        ObjectNode asked =
                request("Newer", newBucket())
                        .put("some_new_field", 1)
                        .put("s3_cloudfront_private_key", "k")
                        .put("gc_storage_prefix", "x/")
                        .put("azure_account_key", "y")
                        .put("s3_role_arn", "arn:aws:iam::1:role/x");
        JsonNode made = expect(201, sue.post("/", asked.toString()));

        assertThat(made.path("s3_auth_method").stringValue()).isEqualTo("access_key");
        assertThat(made.path("gc_storage_prefix").isNull()).isTrue();
        assertThat(counted("unknown") - unknown).isEqualTo(2);
        assertThat(counted("unused") - unused).isEqualTo(3);
    }

    private static double counted(String why) {
        return new Http(server, "")
                .get("/metrics")
                .text()
                .lines()
                .filter(line ->
                        line.startsWith(
                                "storeward_configs_fields_left_aside_total{why=\"" + why + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('}') + 1)))
                .sum();
    }
}
