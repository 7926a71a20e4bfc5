package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no text, or no form, are refused in the door's own words. */
class MalformedBodiesTest extends HostileFixture {
    /** A call of each door that takes JSON, and a field of it. */
    private static final Map<String, String> CALLS =
            Map.of(
                    "/storage", "storage_key",
                    "/api/v1/storage-configs/", "name",
                    "/api/v1/admin/storage/config/TENANT", "reason",
                    "/api/v1/platform/tenants", "name");

    private static Http.Answer post(String path, byte[] body) {
        return new Http(server, RunningServer.ADMIN_KEY)
                .send(
                        "POST",
                        path.replace("TENANT", member.tenantId().toString()),
                        BodyPublishers.ofByteArray(body),
                        "Content-Type",
                        "application/json",
                        "X-Tenant",
                        member.slug());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32BE"})
    void jsonInAnotherEncoding(String charset) {
        byte[] body = "{\"slug\":\"other\",\"name\":\"x\"}".getBytes(Charset.forName(charset));

        Http.Answer answer = post("/api/v1/platform/tenants", body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("body");
    }

    @Test
    void bytesThatAreNoUtf8() {
        CALLS.forEach((path, field) -> {
            byte[] body = ("{\"" + field + "\":\"\u00fc\"}").getBytes(StandardCharsets.ISO_8859_1);

            Http.Answer answer = post(path, body);

            assertThat(answer.status()).as(path + answer.text()).isEqualTo(400);
            assertThat(answer.text()).contains("Must be UTF-8");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "a\\uDFFFb", "\\udc00\\ud800", "\\ud83d\\u0041"})
    void halfACharacter(String half) {
        CALLS.forEach((path, field) -> {
            byte[] body =
                    ("{\"" + field + "\":\"" + half + "\"}").getBytes(StandardCharsets.US_ASCII);

            Http.Answer answer = post(path, body);

            assertThat(answer.status()).as(path + answer.text()).isEqualTo(400);
            assertThat(answer.text()).contains(field, "well-formed Unicode");
        });
    }

    @Test
    void wholeCharactersAreTakenHoweverTheyAreSpelled() {
        String[] names = {"\\ud83d\\ude00", "\ud83d\ude00", "\\\\ud800"};
        for (int i = 0; i < names.length; i++) {
            String json = "{\"slug\":\"whole-%d\",\"name\":\"%s\"}".formatted(i, names[i]);

            Http.Answer made =
                    post("/api/v1/platform/tenants", json.getBytes(StandardCharsets.UTF_8));

            assertThat(made.status()).as(made.text()).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename=\"\u00fc.txt\"", "filename=a; filename*=UTF-8''\u00fc.txt"})
    void aFileWhoseNameIsNoUtf8(String name) {
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; "
                        + name
                        + "\r\n\r\nhello\r\n--b--\r\n";

        Http.Answer answer =
                new Http(server, member.key())
                        .send(
                                "POST",
                                BASE + "/upload",
                                BodyPublishers.ofByteArray(
                                        body.getBytes(StandardCharsets.ISO_8859_1)),
                                "Content-Type",
                                "multipart/form-data; boundary=b");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asString()).isEqualTo("VALIDATION_ERROR");
        assertThat(answer.text()).contains("file: ", "UTF-8");
    }

    /** The body is as long as it said; its connection lives. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "hello\r\n--b",
                "hello\r\n--b\r\n",
                "hello\r\n--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny"
            })
    void aFormThatEndsWithoutItsLastBoundary(String end) {
        String body =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
                        + end;
        String request =
                "POST "
                        + BASE
                        + "/upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer "
                        + member.key()
                        + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        Reply reply = RawHttp.exchange(server.url(), request.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.json().at("/error/code").asString()).isEqualTo("VALIDATION_ERROR");
        assertThat(reply.text()).contains("last boundary");
    }
}
