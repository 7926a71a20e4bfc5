package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The configs door on a server that speaks S3. */
class ConfigsDoorTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FORBIDDEN =
            "{\"detail\":\"You do not have permission to perform this action.\"}";
    private static final String NOT_FOUND = "{\"detail\":\"Not found.\"}";
    private static final String REQUIRED = "[\"This field is required.\"]";

    private static RunningServer server;
    private static OpenApi openApi;
    private static S3Server s3;

    private Member member;
    private Member supervisor;
    private ConfigsClient ann;
    private ConfigsClient sue;

    @BeforeAll
    static void start() {
        s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        server = RunningServer.start(Map.of("STOREWARD_AWS_ACCOUNT_ID", "014424401899"));
        openApi = OpenApi.of(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newOrganization() {
        member = server.member(1 << 20);
        supervisor = server.member(server.tenant(member), "supervisor");
        ann = client(member.key());
        sue = client(supervisor.key());
    }

    private static ConfigsClient client(String key) {
        return new ConfigsClient(server, openApi, key);
    }

    private static S3Server newBucket() throws Exception {
        return s3.createBucket("configs-" + NUMBERS.incrementAndGet());
    }

    private static ObjectNode request(String name, S3Server bucket) {
        return JSON.createObjectNode()
                .put("name", name)
                .put("provider", "s3_compatible")
                .put("s3_endpoint_url", bucket.endpoint().toString())
                .put("s3_bucket_name", bucket.bucket())
                .put("s3_bucket_region", bucket.region())
                .put("s3_access_key_id", bucket.accessKey())
                .put("s3_secret_access_key", bucket.secretKey());
    }

    private JsonNode created(String name, S3Server bucket) {
        return expect(201, sue.post("/", request(name, bucket).toString()));
    }

    private static String uid(JsonNode config) {
        return config.path("uid").stringValue();
    }

    private static List<String> names(JsonNode list) {
        return list.path("results").valueStream().map(c -> c.path("name").stringValue()).toList();
    }

    @Test
    void aConfigIsCreatedReadListedTestedAndDeleted() throws Exception {
        S3Server bucket = newBucket();
        ObjectNode asked =
                request("Production S3 Bucket", bucket).put("s3_bucket_prefix", "annotations/");
        JsonNode made = expect(201, sue.post("/", asked.toString()));

        assertThat(made.propertyNames())
                .containsExactlyInAnyOrder(
                        "uid",
                        "name",
                        "provider",
                        "s3_bucket_name",
                        "s3_bucket_region",
                        "s3_bucket_prefix",
                        "s3_is_accelerated",
                        "s3_auth_method",
                        "gc_storage_bucket_name",
                        "gc_storage_prefix",
                        "is_verified",
                        "last_verified_at",
                        "created_at",
                        "updated_at",
                        "s3_endpoint_url");
        assertThat(UUID.fromString(uid(made))).hasToString(uid(made));
        assertThat(made.path("name").stringValue()).isEqualTo("Production S3 Bucket");
        assertThat(made.path("provider").stringValue()).isEqualTo("s3_compatible");
        assertThat(made.path("s3_bucket_name").stringValue()).isEqualTo(bucket.bucket());
        assertThat(made.path("s3_bucket_region").stringValue()).isEqualTo("us-east-1");
        assertThat(made.path("s3_bucket_prefix").stringValue()).isEqualTo("annotations/");
        assertThat(made.path("s3_is_accelerated").booleanValue()).isFalse();
        assertThat(made.path("s3_auth_method").stringValue()).isEqualTo("access_key");
        assertThat(made.path("gc_storage_bucket_name").isNull()).isTrue();
        assertThat(made.path("gc_storage_prefix").isNull()).isTrue();
        assertThat(made.path("is_verified").booleanValue()).isTrue();
        for (String time : List.of("last_verified_at", "created_at", "updated_at")) {
            assertThat(made.path(time).stringValue()).endsWith("Z");
            Instant.parse(made.path(time).stringValue());
        }
        assertThat(made.path("s3_endpoint_url").stringValue())
                .isEqualTo(bucket.endpoint().toString());

        String path = "/" + uid(made) + "/";
        assertThat(expect(200, ann.get(path))).isEqualTo(made);
        JsonNode list = expect(200, ann.get("/"));
        assertThat(list.propertyNames()).containsExactly("next", "previous", "results");
        assertThat(list.path("next").isNull()).isTrue();
        assertThat(list.path("previous").isNull()).isTrue();
        assertThat(list.path("results")).containsExactly(made);

        assertThat(sue.post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");
        JsonNode tested = expect(200, ann.get(path));
        assertThat(tested.path("is_verified").booleanValue()).isTrue();
        assertThat(Instant.parse(tested.path("last_verified_at").stringValue()))
                .isAfterOrEqualTo(Instant.parse(made.path("last_verified_at").stringValue()));

        Http.Answer deleted = sue.delete(path);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(ann.get(path).text()).isEqualTo(NOT_FOUND);
        assertThat(expect(200, ann.get("/")).path("results")).isEmpty();
        assertThat(sue.delete(path).text()).isEqualTo(NOT_FOUND);
        assertThat(sue.post(path + "test/", "").text()).isEqualTo(NOT_FOUND);
    }

    @Test
    void everyPathAnswersTheSameWithoutItsSlashAndRedirectsNobody() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = expect(201, sue.post("", request("Bare", bucket).toString()));
        String path = "/" + uid(made);

        assertThat(expect(200, ann.get(""))).isEqualTo(expect(200, ann.get("/")));
        assertThat(expect(200, ann.get("?limit=5"))).isEqualTo(expect(200, ann.get("/?limit=5")));
        assertThat(expect(200, ann.get(path))).isEqualTo(made);
        assertThat(expect(200, ann.get(path + "/"))).isEqualTo(made);
        assertThat(sue.post(path + "/test", "").text()).isEqualTo("{\"verified\":true}");
        assertThat(sue.get("/setup-info").text()).isEqualTo(sue.get("/setup-info/").text());
        assertThat(sue.delete(path).status()).isEqualTo(204);
    }

    @Test
    void aListGoesOnAtItsUrlsInBothDirections() throws Exception {
        S3Server bucket = newBucket();
        for (String name : List.of("A", "B", "C", "D", "E")) {
            expect(
                    201,
                    sue.post("/", request(name, bucket).put("s3_bucket_prefix", name).toString()));
        }

        String first = "/?limit=2&organization=" + member.slug();
        JsonNode page = expect(200, ann.get(first));
        assertThat(names(page)).containsExactly("E", "D");
        assertThat(page.path("previous").isNull()).isTrue();
        assertThat(page.path("next").stringValue())
                .startsWith(server.url() + "/api/v1/storage-configs/?cursor=")
                .endsWith("&limit=2&organization=" + member.slug());
        JsonNode second = expect(200, ann.follow(server, page.path("next")));
        assertThat(names(second)).containsExactly("C", "B");
        JsonNode third = expect(200, ann.follow(server, second.path("next")));
        assertThat(names(third)).containsExactly("A");
        assertThat(third.path("next").isNull()).isTrue();

        JsonNode back = expect(200, ann.follow(server, third.path("previous")));
        assertThat(back).isEqualTo(second);
        assertThat(expect(200, ann.follow(server, back.path("previous")))).isEqualTo(page);
        assertThat(expect(200, ann.get("/?limit=5")).path("next").isNull()).isTrue();
        assertThat(expect(200, ann.get("/?limit=4")).path("next").stringValue())
                .doesNotContain("organization");

        String cursor = page.path("next").stringValue().replaceAll(".*cursor=([^&]*)&.*", "$1");
        ConfigsClient stranger = client(server.member(1 << 20).key());
        List<Http.Answer> refused = new ArrayList<>();
        refused.add(stranger.get("/?cursor=" + cursor));
        for (String wrong :
                List.of("x", "%20", cursor + "AA", cursor.substring(1), "_".repeat(31))) {
            refused.add(ann.get("/?cursor=" + wrong));
        }
        for (Http.Answer answer : refused) {
            assertThat(expect(400, answer).propertyNames()).containsExactly("cursor");
            assertThat(answer.json().path("cursor").get(0).stringValue())
                    .startsWith("Not a cursor of this list");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "ten", "1.5", "99999999999999999999"})
    void aLimitIsFromOneToAHundred(String limit) {
        JsonNode errors = expect(400, ann.get("/?limit=" + limit));
        assertThat(errors).hasToString("{\"limit\":[\"Must be a whole number from 1 to 100.\"]}");
    }

    @Test
    void withoutAValidKeyNothingIsAnswered() {
        for (String key : List.of("", "sw_unknown_0123456789-0123456789")) {
            ConfigsClient nobody = client(key);
            for (Http.Answer answer :
                    List.of(
                            nobody.get("/"),
                            nobody.post("/", "{}"),
                            nobody.get("/setup-info/"),
                            nobody.get("/" + UUID.randomUUID() + "/"),
                            nobody.delete("/" + UUID.randomUUID() + "/"),
                            nobody.post("/" + UUID.randomUUID() + "/test/", ""))) {
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.text()).isEqualTo("{\"detail\":\"Invalid API key.\"}");
            }
        }
    }

    @Test
    void anotherOrganizationsConfigIsForbiddenAndAnUnknownOneNotFound() throws Exception {
        String path = "/" + uid(created("Ours", newBucket())) + "/";
        Member strange = server.member(1 << 20);
        ConfigsClient stranger = client(server.member(server.tenant(strange), "supervisor").key());

        for (Http.Answer answer :
                List.of(
                        stranger.get(path),
                        stranger.delete(path),
                        stranger.post(path + "test/", ""),
                        stranger.get("/?organization=" + member.slug()),
                        stranger.get("/?organization=nobody"),
                        stranger.post("/?organization=" + member.slug(), "{}"),
                        stranger.get("/setup-info/?organization=" + member.slug()))) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo(FORBIDDEN);
        }
        assertThat(expect(200, stranger.get("/")).path("results")).isEmpty();

        for (String unknown : List.of(UUID.randomUUID().toString(), "x", "1-1-1-1-1", "%00x")) {
            for (Http.Answer answer :
                    List.of(
                            sue.get("/" + unknown + "/"),
                            sue.delete("/" + unknown + "/"),
                            sue.post("/" + unknown + "/test/", ""))) {
                if (!unknown.startsWith("%")) {
                    assertThat(answer.status()).as(unknown).isEqualTo(404);
                    assertThat(answer.text()).isEqualTo(NOT_FOUND);
                }
            }
        }
        assertThat(sue.get("/" + "0".repeat(3000) + "/").status()).isEqualTo(404);
    }

    @Test
    void membersListAndGetAndSupervisorsDoTheRest() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Ours", bucket);
        String path = "/" + uid(made) + "/";

        assertThat(expect(200, ann.get(path))).isEqualTo(made);
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Ours");
        for (Http.Answer answer :
                List.of(
                        ann.post("/", request("Mine", bucket).toString()),
                        ann.post("/", "{}"),
                        ann.delete(path),
                        ann.post(path + "test/", ""),
                        ann.get("/setup-info/"))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo(FORBIDDEN);
        }
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Ours");
    }

    @Test
    void aSuperAdminNamesTheOrganization() throws Exception {
        S3Server bucket = newBucket();
        ConfigsClient admin = client(RunningServer.ADMIN_KEY);
        String organization = "?organization=" + member.slug();

        for (Http.Answer answer :
                List.of(
                        admin.get("/"),
                        admin.post("/", request("x", bucket).toString()),
                        admin.get("/setup-info/"),
                        admin.get("/" + UUID.randomUUID() + "/"))) {
            assertThat(expect(400, answer)).hasToString("{\"organization\":" + REQUIRED + "}");
        }
        assertThat(expect(400, admin.get("/?organization=nobody")))
                .hasToString("{\"organization\":[\"There is no organization with this slug.\"]}");
        Member other = server.member(1 << 20);
        assertThat(
                        expect(400, admin.get("/" + organization, "X-Tenant", other.slug()))
                                .propertyNames())
                .containsExactly("organization");

        JsonNode made =
                expect(201, admin.post("/" + organization, request("Made", bucket).toString()));
        expect(
                201,
                admin.post("/", request("Too", newBucket()).toString(), "X-Tenant", member.slug()));
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Too", "Made");
        assertThat(expect(200, admin.get("/" + uid(made) + "/" + organization))).isEqualTo(made);
        JsonNode page = expect(200, admin.get("/?limit=1", "X-Tenant", member.slug()));
        assertThat(names(expect(200, admin.follow(server, page.path("next")))))
                .containsExactly("Made");
        assertThat(admin.get("/" + uid(made) + "/?organization=" + other.slug()).text())
                .isEqualTo(FORBIDDEN);
    }

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
    void wrongTypesAreToldInWords() {
        JsonNode errors =
                expect(
                        400,
                        sue.post(
                                "/",
                                "{\"name\":true,\"provider\":1,\"s3_is_accelerated\":\"true\"}"));
        assertThat(errors)
                .hasToString(
                        "{\"name\":[\"Must be a string.\"],\"provider\":[\"Must be a string.\"]}");
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

    @Test
    void aBucketThatDoesNotProveItselfIsNotStored() throws Exception {
        S3Server bucket = newBucket();
        Map<String, ObjectNode> wrong =
                Map.of(
                        "s3_bucket_name", request("n", bucket.withBucket("no-such-bucket")),
                        "s3_secret_access_key", request("n", bucket.withSecretKey("wrong")),
                        "s3_access_key_id",
                                request("n", bucket).put("s3_access_key_id", "AKIAUNKNOWN"),
                        "s3_endpoint_url",
                                request("n", bucket).put("s3_endpoint_url", "http://127.0.0.1:1"));
        wrong.forEach((field, asked) -> {
            JsonNode errors = expect(400, sue.post("/", asked.toString()));
            assertThat(errors.propertyNames()).as(errors.toString()).containsExactly(field);
            assertThat(errors.path(field).get(0).stringValue())
                    .doesNotContain(s3.secretKey(), "AKIAUNKNOWN");
        });
        assertThat(
                        expect(
                                400,
                                sue.post(
                                        "/",
                                        request("n", bucket.withBucket("no-such-bucket"))
                                                .toString())))
                .hasToString("{\"s3_bucket_name\":[\"Bucket not found or access denied.\"]}");
        assertThat(expect(200, ann.get("/")).path("results")).isEmpty();
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

    @Test
    void aTestTellsWhatFailsAndIsKept() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Soon gone", bucket);
        String path = "/" + uid(made) + "/";
        s3.removeBucket(bucket.bucket());

        assertThat(sue.post(path + "test/", "").text())
                .isEqualTo(
                        "{\"verified\":false,\"errors\":{\"s3_bucket_name\":"
                                + "[\"Bucket not found or access denied.\"]}}");
        JsonNode after = expect(200, ann.get(path));
        assertThat(after.path("is_verified").booleanValue()).isFalse();
        assertThat(after.path("last_verified_at").stringValue())
                .isGreaterThanOrEqualTo(made.path("last_verified_at").stringValue());

        s3.createBucket(bucket.bucket());
        assertThat(sue.post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");
        assertThat(expect(200, ann.get(path)).path("is_verified").booleanValue()).isTrue();
    }

    @Test
    void aForgottenBucketsFilesComeBackWithIt() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Files lie here", bucket);
        Http files = new Http(server, member.key());
        String key =
                files.get("/api/v1/storage/buckets")
                        .json()
                        .at("/data/buckets")
                        .valueStream()
                        .map(b -> b.path("name").stringValue())
                        .filter(name -> !name.equals("shared"))
                        .findFirst()
                        .orElseThrow();
        assertThat(key).startsWith("files-lie-here-");
        byte[] content = "kept".getBytes(StandardCharsets.UTF_8);
        Http.Answer uploaded = files.upload("file_name=a.txt&storage_key=" + key, content);
        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(201);
        String object =
                "/api/v1/storage/objects/" + uploaded.json().at("/data/file_path").stringValue();

        assertThat(sue.delete("/" + uid(made) + "/").status()).isEqualTo(204);
        assertThat(credentials(uid(made))).isZero();
        Http.Answer gone = files.get(object);
        assertThat(gone.status()).isEqualTo(503);
        assertThat(gone.header("Retry-After")).isNotEmpty();
        assertThat(gone.text()).contains("STORAGE_UNAVAILABLE", "the bucket " + bucket.bucket());

        created("The same again", bucket);
        Http.Answer back = files.get(object);
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body()).isEqualTo(content);
    }

    private static long credentials(String uid) {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM backend_credential WHERE backend_id = ?",
                                row -> row.number("n"),
                                UUID.fromString(uid)));
    }

    @Test
    void aPlaceInsideAnotherIsRefusedByItsBucketAndTheSamePlaceMayHaveTwoNames() throws Exception {
        S3Server bucket = newBucket();
        expect(
                201,
                sue.post("/", request("A", bucket).put("s3_bucket_prefix", "images").toString()));
        expect(
                201,
                sue.post("/", request("B", bucket).put("s3_bucket_prefix", "images2").toString()));
        expect(
                201,
                sue.post("/", request("A", bucket).put("s3_bucket_prefix", "images/").toString()));

        JsonNode errors =
                expect(
                        400,
                        sue.post(
                                "/",
                                request("C", bucket)
                                        .put("s3_bucket_prefix", "images/x")
                                        .toString()));
        assertThat(errors.propertyNames()).containsExactly("s3_bucket_name");
        assertThat(errors.path("s3_bucket_name").get(0).stringValue()).contains("overlaps");
        assertThat(names(expect(200, ann.get("/")))).containsExactly("A", "B", "A");
    }

    @Test
    void theSameRequestWithAnIdempotencyKeyMakesOneConfig() throws Exception {
        String body = request("Once", newBucket()).toString();
        Http.Answer first = sue.post("/", body, "Idempotency-Key", "once-1");
        Http.Answer second = sue.post("/", body, "Idempotency-Key", "once-1");
        assertThat(expect(201, second)).isEqualTo(expect(201, first));
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Once");

        String path = "/" + uid(first.json()) + "/";
        assertThat(sue.delete(path, "Idempotency-Key", "once-2").status()).isEqualTo(204);
        assertThat(sue.delete(path, "Idempotency-Key", "once-2").status()).isEqualTo(204);
        JsonNode reused =
                expect(
                        400,
                        sue.post(
                                "/", request("Other", s3).toString(), "Idempotency-Key", "once-1"));
        assertThat(reused.propertyNames()).containsExactly("Idempotency-Key");
    }

    @Test
    void whatOtherDoorsRegisteredIsListedToo() throws Exception {
        S3Server bucket = newBucket();
        Http platform = new Http(server, supervisor.key());
        ObjectNode settings = JSON.createObjectNode();
        bucket.settings().forEach(settings::put);
        ObjectNode asked = JSON.createObjectNode().put("name", "docs.v1").put("connector", "s3");
        asked.set("settings", settings);
        String tenant = "/api/v1/platform/tenants/" + member.tenantId() + "/backends";
        assertThat(platform.postJson(tenant, asked.toString()).status()).isEqualTo(201);
        ObjectNode folder =
                JSON.createObjectNode().put("name", "folder").put("connector", "filesystem");
        folder.putObject("settings")
                .put("path", server.data().resolve("objects/" + member.slug()).toString());
        Http.Answer local =
                new Http(server, RunningServer.ADMIN_KEY).postJson(tenant, folder.toString());
        assertThat(local.status()).as(local.text()).isEqualTo(201);

        JsonNode list = expect(200, ann.get("/"));
        assertThat(names(list)).containsExactly("folder", "docs.v1");
        JsonNode first = list.path("results").get(0);
        assertThat(first.path("provider").stringValue()).isEqualTo("filesystem");
        assertThat(first.path("s3_bucket_name").isNull()).isTrue();
        assertThat(first.path("s3_auth_method").isNull()).isTrue();
        assertThat(list.toString()).doesNotContain(server.data().toString());
        JsonNode second = list.path("results").get(1);
        assertThat(second.path("provider").stringValue()).isEqualTo("s3_compatible");
        assertThat(second.path("s3_bucket_name").stringValue()).isEqualTo(bucket.bucket());
        assertThat(sue.post("/" + uid(first) + "/test/", "").text())
                .isEqualTo("{\"verified\":true}");

        assertThat(
                        platform.delete("/api/v1/platform/backends/" + uid(second) + "?retire=true")
                                .status())
                .isEqualTo(204);
        assertThat(names(expect(200, ann.get("/")))).containsExactly("folder", "docs.v1");
        for (JsonNode config : List.of(first, second)) {
            assertThat(sue.delete("/" + uid(config) + "/").status()).isEqualTo(204);
            assertThat(credentials(uid(config))).isZero();
        }
    }

    @Test
    void theSetupTellsTheAccountAndTheOrganizationsOwnExternalId() {
        String externalId = server.tenant(member).externalId().toString();
        String expected =
                "{\"avala_aws_account_id\":\"014424401899\",\"external_id\":\""
                        + externalId
                        + "\"}";
        assertThat(sue.get("/setup-info/?organization=" + member.slug()).text())
                .isEqualTo(expected);
        assertThat(sue.get("/setup-info/").text()).isEqualTo(expected);
        Member other = server.member(1 << 20);
        assertThat(server.tenant(other).externalId().toString()).isNotEqualTo(externalId);
    }

    @Test
    void secretsAreNeverToldAgain() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Secretive", bucket);
        String path = "/" + uid(made) + "/";
        List<String> told =
                List.of(
                        made.toString(),
                        ann.get(path).text(),
                        ann.get("/").text(),
                        sue.post(path + "test/", "").text(),
                        sue.post("/", request("", bucket).toString()).text(),
                        new Http(server, supervisor.key())
                                .get("/api/v1/platform/tenants/" + member.tenantId() + "/audit")
                                .text());
        assertThat(told).noneMatch(text -> text.contains(bucket.secretKey()));
        assertThat(told).noneMatch(text -> text.contains(bucket.accessKey()));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /",
        "DELETE, /",
        "PATCH, /x/",
        "GET, /x/test/",
        "POST, /setup-info/",
        "GET, /a/b/c"
    })
    void whatIsNoAddressIsNotFound(String method, String path) {
        Http.Answer answer =
                new Http(server, supervisor.key())
                        .send(
                                method,
                                ConfigsClient.BASE + path,
                                java.net.http.HttpRequest.BodyPublishers.noBody());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo(NOT_FOUND);
    }
}
