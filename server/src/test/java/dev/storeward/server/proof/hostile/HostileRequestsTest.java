package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong as HTTP are refused with their own status, in the words of each door. */
class HostileRequestsTest extends HostileFixture {
    /** A call of each door that takes a body, but of the last, which takes none. */
    private static final Map<String, String> CALLS =
            Map.of(
                    BASE + "/upload?file_name=a.txt",
                    "POST",
                    "/storage",
                    "POST",
                    "/api/v1/storage-configs",
                    "POST",
                    "/api/v1/admin/storage/config/TENANT",
                    "POST",
                    "/api/v1/platform/tenants",
                    "POST",
                    "/docs",
                    "GET");

    private static Reply sent(String request, String key) {
        byte[] bytes =
                request.replace("KEY", key)
                        .replace("TENANT", member.tenantId().toString())
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        return RawHttp.exchange(server.url(), bytes);
    }

    private static void assertRefused(Reply reply, String path, int status, String word) {
        String what = path + " " + reply;
        assertThat(reply.status()).as(what).isEqualTo(status);
        assertThat(reply.headers("X-Request-Id")).as(what).hasSize(1);
        assertThat(reply.text()).as(what).contains(word);
        if (path.startsWith(BASE + "/") || path.startsWith("/links/")) {
            assertThat(reply.json().at("/success").asBoolean()).as(what).isFalse();
            assertThat(reply.json().at("/error/code").asString()).as(what).matches("[A-Z_]+");
        } else if (path.startsWith("/api/v1/admin/")) {
            assertThat(reply.json().at("/code").asString()).as(what).matches("[A-Z_]+");
        } else if (path.startsWith("/api/v1/storage-configs")) {
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        } else {
            assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(reply.json().at("/instance").asString())
                    .isEqualTo("urn:storeward:request:" + reply.header("X-Request-Id"));
        }
    }

    private static void assertEveryDoor(String form, int status, String word) {
        CALLS.forEach((path, method) ->
                assertRefused(
                        sent(
                                form.replace("METHOD", method).replace("PATH", path),
                                RunningServer.ADMIN_KEY),
                        path,
                        status,
                        word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/*", "*/*", "video/*", "*", "/", "x", "a/b;charset=none", ";"})
    void noContentTypeIsOurFault(String type) {
        CALLS.forEach((path, method) -> {
            Reply reply =
                    RawHttp.exchange(
                            server.url(),
                            method,
                            path.replace("TENANT", member.tenantId().toString()),
                            RunningServer.ADMIN_KEY,
                            "X-Tenant: " + member.slug(),
                            "Content-Type: " + type,
                            "Content-Length: 0");
            assertThat(reply.status()).as(path + " " + reply).isIn(200, 201, 400);
        });
        Reply stored =
                sent(
                        "POST "
                                + BASE
                                + "/upload?file_name=a.txt HTTP/1.1\nHost: a\nConnection: close\n"
                                + "Authorization: Bearer KEY\nContent-Type: "
                                + type
                                + "\nContent-Length: 5\n\nhello",
                        member.key());
        assertThat(stored.status()).as(stored.toString()).isEqualTo(201);
        assertThat(stored.json().at("/data/content_type").asString()).isEqualTo("text/plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\nhello\n0\n\n",
                "3\nhello\n0\n\n",
                "FFFFFFFFFFFFFFFFF\nhello\n0\n\n",
                "-1\nhello\n0\n\n"
            })
    void aBodyInWrongChunksIsMalformed(String chunks) {
        CALLS.forEach((path, method) -> {
            if (method.equals("POST")) {
                Reply reply =
                        sent(
                                "POST "
                                        + path
                                        + " HTTP/1.1\nHost: a\nConnection: close\n"
                                        + "Authorization: Bearer KEY\nX-Tenant: "
                                        + member.slug()
                                        + "\nTransfer-Encoding: chunked\n\n"
                                        + chunks,
                                RunningServer.ADMIN_KEY);
                assertRefused(reply, path, 400, "chunk");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "Transfer-Encoding: gzip, 501, chunked",
        "Transfer-Encoding: identity, 501, chunked",
        "Expect: other, 417, 100-continue",
    })
    void aHeaderThatAsksForMoreThanThereIs(String header, int status, String word) {
        assertEveryDoor(
                "METHOD PATH HTTP/1.1\nHost: a\nConnection: close\n" + header + "\n\n",
                status,
                word);
    }

    @Test
    void anotherVersionOfHttp() {
        assertEveryDoor("METHOD PATH HTTP/3.7\nHost: a\n\n", 505, "HTTP/1.1");
    }

    @Test
    void aTunnel() {
        Reply reply = sent("CONNECT example.com:443 HTTP/1.1\nHost: example.com:443\n\n", "");

        assertRefused(reply, "", 501, "no proxy");
    }

    @ParameterizedTest
    @ValueSource(ints = {9_000, 20_000, 100_000})
    void tooManyCookies(int length) {
        assertEveryDoor(
                "METHOD PATH HTTP/1.1\nHost: a\nConnection: close\nCookie: a="
                        + "y".repeat(length)
                        + "\n\n",
                431,
                "8192 bytes");
    }

    @Test
    void anAddressThatIsTooLong() {
        for (String more : new String[] {"x/" + "y".repeat(9_000), "x?a=" + "y".repeat(9_000)}) {
            for (String base :
                    new String[] {
                        BASE + "/objects/",
                        "/storage/",
                        "/api/v1/storage-configs/",
                        "/api/v1/admin/storage/",
                        "/api/v1/platform/",
                        "/uploads/",
                        "/links/",
                        "/docs/"
                    }) {
                String path = base + more;
                assertRefused(
                        sent("GET " + path + " HTTP/1.1\nHost: a\nConnection: close\n\n", ""),
                        path,
                        414,
                        "8192 bytes");
            }
        }
    }

    @Test
    void anAddressThatFillsAllThereIs() {
        Reply reply = sent("GET /" + "y".repeat(100_000) + " HTTP/1.1\nHost: a\n\n", "");

        assertRefused(reply, "", 414, "8192 bytes");
    }

    @Test
    void whatIsLongAndTaken() {
        Reply reply =
                RawHttp.exchange(
                        server.url(),
                        "GET",
                        BASE + "/files?cursor=&more=" + "y".repeat(7_000),
                        member.key(),
                        "Cookie: a=" + "y".repeat(7_000));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    }
}
