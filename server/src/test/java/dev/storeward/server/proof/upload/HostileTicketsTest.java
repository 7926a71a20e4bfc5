package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Addresses, tokens and names of uploads that somebody made up. */
class HostileTicketsTest extends TicketsFixture {
    @Test
    void onlyADigestOfTheTokenIsKeptAndNoErrorTellsIt() {
        Upload upload = request("secret.txt");
        byte[] token = Base64.getUrlDecoder().decode(upload.token());
        byte[] secret = java.util.Arrays.copyOfRange(token, 32, 64);
        String kept =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT upload_ticket::text AS row FROM upload_ticket WHERE id = ?",
                                        row -> row.text("row"),
                                        UUID.fromString(upload.id())));
        assertThat(kept).doesNotContain(java.util.HexFormat.of().formatHex(secret));

        assertThat(put(upload, TEXT).status()).isEqualTo(200);
        assertThat(put(upload, TEXT).text()).doesNotContain(upload.token());
        assertThat(anyone.get(upload.url()).text()).doesNotContain(upload.token());
    }

    @Test
    void aTokenThatWasChangedAnywhereIsRefused() {
        Upload upload = request("mine.txt");
        byte[] token = Base64.getUrlDecoder().decode(upload.token());
        for (int at : List.of(0, 15, 16, 31, 32, 63)) {
            byte[] changed = token.clone();
            changed[at] ^= 1;
            Upload forged =
                    new Upload(
                            upload.id(),
                            server.url()
                                    + "/uploads/"
                                    + Base64.getUrlEncoder()
                                            .withoutPadding()
                                            .encodeToString(changed));
            Answer refused = put(forged, TEXT);
            assertThat(refused.status()).as("byte %s", at).isEqualTo(403);
            assertThat(refused.json().path("detail").stringValue()).contains("not valid");
        }
        assertThat(Books.of(server, member).files()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "..", "%2e%2e", "a/b", "a%2Fb", "%00", "%", "AAAA;x=1", "a\\b"})
    void whatIsNoTokenIsRefusedInWords(String token) {
        Reply reply =
                RawHttp.exchange(server.url(), "PUT", "/uploads/" + token, "", "Content-Length: 0");
        assertThat(reply.status()).as(reply.toString()).isIn(400, 403);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "%", "%ff", "%C0%AF", "a%00b", "..", "../..", "a\\b"})
    void aPathThatIsNoneIsRefusedInWords(String key) {
        Reply reply =
                RawHttp.exchange(
                        server.url(),
                        "GET",
                        "/storage/" + key,
                        RunningServer.ADMIN_KEY,
                        "X-Tenant: " + member.slug());
        assertThat(reply.status()).as(reply.toString()).isIn(400, 404);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().path("instance").stringValue())
                .isEqualTo("urn:storeward:request:" + reply.header("X-Request-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "PATCH", "HEAD"})
    void onlyPutIsAnswered(String method) {
        Upload upload = request("a.txt");
        Answer answer = anyone.send(method, upload.url(), BodyPublishers.ofByteArray(TEXT));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("PUT");
        assertThat(put(upload, TEXT).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../../etc/passwd",
                "/etc/passwd",
                "..\\win.ini",
                "a/b/c.txt",
                "line\nbreak\r\nX-Evil: 1",
                "\u202Egnp.exe",
                "quote\".txt",
                "ünïcödé 文件.txt",
                ".storeward/x"
            })
    void aHostileNameIsDataAndNeverAPath(String name) {
        Upload upload = request(name);
        assertThat(put(upload, TEXT).status()).isEqualTo(200);

        JsonNode item = http.get("/api/v1/storage/files").json().at("/data/items/0");
        assertThat(item.path("file_name").stringValue()).isEqualTo(name);
        assertThat(item.path("object_name").stringValue())
                .startsWith(member.folder())
                .doesNotContain("..", "\\", "\n", "\u202E");
        assertThat(item.path("object_name").stringValue().substring(member.folder().length()))
                .doesNotContain("/");
        assertThat(download(upload).body()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file_name\":\"\"}",
                "{\"file_name\":\"  \"}",
                "{\"file_name\":\"a\\u0000b\"}",
                "{\"file_name\":7}",
                "{\"file_name\":null}",
                "{\"file_name\":\"a\",\"size\":1}",
                "{}",
                "[]",
                "null",
                "",
                "{"
            })
    void aRequestWithoutAUsableNameIsRefused(String json) {
        Answer refused = http.postJson(REQUEST, json);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.json().path("errors").size()).isEqualTo(1);
    }

    @Test
    void anOverlongNameOrBodyIsRefused() {
        assertThat(http.postJson(REQUEST, "{\"file_name\":\"" + "a".repeat(4097) + "\"}").status())
                .isEqualTo(400);
        assertThat(
                        http.postJson(REQUEST, "{\"file_name\":\"" + "a".repeat(2 << 20) + "\"}")
                                .status())
                .isEqualTo(413);
    }
}
