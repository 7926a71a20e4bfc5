package dev.storeward.server.proof.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.access.signing.SigningKey;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.SharedServers;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/**
 * The two keys that S3 clients are configured with, from the request that makes them to their end.
 */
@ExtendWith(SharedServers.class)
class S3KeysTest {
    private static final String PLATFORM = "/api/v1/platform";

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final Http admin = new Http(server, RunningServer.ADMIN_KEY);
    private final Member member = server.member(1 << 20);
    private final Http owner = new Http(server, member.key());
    private final String keys = PLATFORM + "/users/" + member.userId() + "/s3-keys";

    private static JsonNode expect(int status, Answer answer) {
        assertStatus(status, answer);
        return answer.json();
    }

    private static void assertStatus(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private JsonNode made(String body) {
        return expect(201, owner.postJson(keys, body));
    }

    private static String text(JsonNode from, String field) {
        return from.path(field).stringValue();
    }

    private Optional<SigningKey> found(JsonNode key) {
        return server.service(SigningKeys.class).find(text(key, "access_key_id"));
    }

    private JsonNode listed() {
        return expect(200, owner.get(keys)).path("items");
    }

    @Test
    void aKeyIsShownOnceAndSignsForItsUser() {
        JsonNode made = made("{\"name\":\"rclone\",\"expires_at\":\"2099-01-01T00:00:00Z\"}");

        assertThat(made.propertyNames())
                .containsExactly(
                        "id",
                        "name",
                        "access_key_id",
                        "secret_access_key",
                        "created_at",
                        "expires_at",
                        "issued_by");
        assertThat(text(made, "name")).isEqualTo("rclone");
        assertThat(text(made, "access_key_id")).matches("SW[A-Z2-7]{18}");
        assertThat(text(made, "secret_access_key")).matches("[A-Za-z0-9+/]{40}");
        assertThat(text(made, "expires_at")).isEqualTo("2099-01-01T00:00:00Z");
        SigningKey signs = found(made).orElseThrow();
        assertThat(signs.secret().reveal()).isEqualTo(text(made, "secret_access_key"));
        assertThat(signs.caller("r").userId()).isEqualTo(member.userId());
        assertThat(signs.caller("r").requireTenant().slug()).isEqualTo(member.slug());

        JsonNode item = listed().get(0);
        assertThat(listed().size()).isEqualTo(1);
        assertThat(item.propertyNames())
                .containsExactly(
                        "id", "name", "access_key_id", "created_at", "expires_at", "issued_by");
        for (String field : List.of("id", "name", "access_key_id", "created_at", "issued_by")) {
            assertThat(text(item, field)).as(field).isEqualTo(text(made, field));
        }
        JsonNode apiKeys =
                expect(200, owner.get(PLATFORM + "/users/" + member.userId() + "/keys"))
                        .path("items");
        assertThat(apiKeys.valueStream().map(key -> text(key, "id")))
                .containsExactly(text(made, "issued_by"));
    }

    @Test
    void listsArePaged() {
        List<String> all =
                List.of(
                        text(made("{\"name\":\"a\"}"), "id"),
                        text(made("{\"name\":\"b\"}"), "id"),
                        text(made("{\"name\":\"c\"}"), "id"));

        JsonNode first = expect(200, owner.get(keys + "?limit=2"));
        JsonNode second =
                expect(200, owner.get(keys + "?limit=2&cursor=" + text(first, "next_cursor")));

        assertThat(first.path("items").valueStream().map(key -> text(key, "id")))
                .containsExactlyElementsOf(all.subList(0, 2));
        assertThat(second.path("items").valueStream().map(key -> text(key, "id")))
                .containsExactly(all.get(2));
        assertThat(second.path("next_cursor").isNull()).isTrue();
    }

    @Test
    void aReplayComesWithoutTheSecret() {
        String once = UUID.randomUUID().toString();

        JsonNode first =
                expect(201, owner.postJson(keys, "{\"name\":\"k\"}", "Idempotency-Key", once));
        Answer again = owner.postJson(keys, "{\"name\":\"k\"}", "Idempotency-Key", once);

        JsonNode second = expect(201, again);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.has("secret_access_key")).isTrue();
        assertThat(second.has("secret_access_key")).isFalse();
        assertThat(text(second, "id")).isEqualTo(text(first, "id"));
        assertThat(text(second, "access_key_id")).isEqualTo(text(first, "access_key_id"));
        assertThat(listed().size()).isEqualTo(1);
    }

    @Test
    void sentAsAnApiKeyItIsNobodys() {
        JsonNode made = made("{\"name\":\"k\"}");
        String id = text(made, "access_key_id");
        String secret = text(made, "secret_access_key");

        Http anyone = new Http(server, "");
        for (String sent : List.of(id, secret, id + ":" + secret, text(made, "id"))) {
            for (String header : List.of("X-API-Key", "X-Avala-Api-Key")) {
                assertStatus(401, anyone.get(PLATFORM + "/whoami", header, sent));
            }
            assertStatus(401, new Http(server, sent).get(PLATFORM + "/whoami"));
        }
    }

    @Test
    void itEndsAtOnceWithItsOwnIdOrWithTheKeyThatMadeIt() {
        JsonNode one = made("{\"name\":\"one\"}");
        JsonNode maker =
                expect(
                        201,
                        admin.postJson(
                                PLATFORM + "/users/" + member.userId() + "/keys",
                                "{\"name\":\"m\"}"));
        JsonNode two =
                expect(
                        201,
                        new Http(server, text(maker, "key")).postJson(keys, "{\"name\":\"two\"}"));
        assertThat(text(two, "issued_by")).isEqualTo(text(maker, "id"));
        assertThat(found(one)).isPresent();
        assertThat(found(two)).isPresent();

        assertStatus(204, owner.delete(PLATFORM + "/keys/" + text(one, "id")));
        assertThat(found(one)).isEmpty();
        assertThat(found(two)).isPresent();
        assertStatus(404, owner.delete(PLATFORM + "/keys/" + text(one, "id")));

        assertStatus(204, admin.delete(PLATFORM + "/keys/" + text(maker, "id")));
        assertThat(found(two)).isEmpty();
        assertThat(listed().size()).isZero();
    }

    @Test
    void itEndsWithItsUser() {
        JsonNode made = made("{\"name\":\"k\"}");
        assertThat(found(made)).isPresent();

        assertStatus(204, admin.delete(PLATFORM + "/users/" + member.userId()));

        assertThat(found(made)).isEmpty();
        assertStatus(409, admin.postJson(keys, "{\"name\":\"k\"}"));
    }

    @Test
    void aSuperAdminGetsNone() {
        String self = expect(200, admin.get(PLATFORM + "/whoami")).at("/user/id").stringValue();

        JsonNode refused =
                expect(
                        409,
                        admin.postJson(
                                PLATFORM + "/users/" + self + "/s3-keys", "{\"name\":\"k\"}"));

        assertThat(text(refused, "detail"))
                .isEqualTo(
                        "A super admin belongs to no tenant and gets no keys that sign requests."
                                + " Make one for a user of the tenant.");
    }

    @Test
    void whatIsWrongIsNamed() {
        JsonNode late =
                expect(
                        400,
                        owner.postJson(
                                keys, "{\"name\":\"k\",\"expires_at\":\"2020-01-01T00:00:00Z\"}"));
        assertThat(late.toString()).contains("expires_at").contains("Must be in the future.");
        assertThat(expect(400, owner.postJson(keys, "{}")).toString()).contains("name");
        assertThat(expect(400, owner.get(keys + "?kind=api")).toString()).contains("kind");
        assertThat(listed().size()).isZero();
    }
}
