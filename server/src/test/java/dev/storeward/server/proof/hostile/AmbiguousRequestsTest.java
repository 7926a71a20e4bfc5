package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two programs on the way may read differently are refused. */
class AmbiguousRequestsTest extends HostileFixture {
    private static final String FILES = BASE + "/files";

    /** Sends exactly this, with {@code KEY} and {@code OTHER} for keys of two users. */
    private static Reply sent(String request) {
        return RawHttp.exchange(
                server.url(),
                request.replace("KEY", member.key())
                        .replace("OTHER", colleague.key())
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Reply with(String... headers) {
        return RawHttp.exchange(server.url(), "GET", FILES, "", headers);
    }

    @Test
    void twoIdentitiesInOneRequest() {
        String bearer = "Authorization: Bearer " + member.key();
        String[][] pairs = {
            {bearer, "Authorization: Bearer " + colleague.key()},
            {bearer, "X-API-Key: " + colleague.key()},
            {bearer, "X-Avala-Api-Key: unknown"},
            {"X-API-Key: " + member.key(), "X-Avala-Api-Key: " + stranger.key()},
            {"X-API-Key: " + member.key(), "X-API-Key: " + colleague.key()},
        };
        for (String[] pair : pairs) {
            Reply reply = with(pair);
            assertThat(reply.status()).as(String.join(", ", pair) + reply).isEqualTo(400);
            assertThat(reply.text()).contains("different keys").doesNotContain(member.key());
        }
    }

    @Test
    void oneIdentityInSeveralHeadersIsOne() {
        assertThat(
                        with(
                                        "Authorization: Bearer " + member.key(),
                                        "X-API-Key: " + member.key(),
                                        "X-Avala-Api-Key: " + member.key())
                                .status())
                .isEqualTo(200);
        assertThat(with("Authorization: Basic YTpi", "X-API-Key: " + member.key()).status())
                .isEqualTo(200);
    }

    @Test
    void anotherTenantThanOnesOwnIsRefusedAndNotPassedOver() {
        String key = "X-API-Key: " + member.key();

        assertThat(with(key, "X-Tenant: " + member.slug()).status()).isEqualTo(200);
        assertThat(with(key, "X-Tenant: " + stranger.slug()).status()).isEqualTo(403);
        assertThat(with(key, "X-Tenant: nobody").status()).isEqualTo(403);
        assertThat(
                        with(
                                        "X-API-Key: " + RunningServer.ADMIN_KEY,
                                        "X-Tenant: " + stranger.slug())
                                .status())
                .isEqualTo(200);
    }

    private static void assertAmbiguous(Reply reply, String header) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.text()).contains(header, "with different values");
    }

    @Test
    void twoTenantsInOneRequest() {
        String key = "Authorization: Bearer " + RunningServer.ADMIN_KEY;
        String own = "X-Tenant: " + member.slug();
        String other = "X-Tenant: " + stranger.slug();

        for (String path :
                new String[] {
                    FILES,
                    "/storage",
                    "/api/v1/storage-configs/",
                    "/api/v1/admin/storage/config/" + member.tenantId(),
                    "/api/v1/platform/whoami"
                }) {
            Reply reply = RawHttp.exchange(server.url(), "GET", path, "", key, own, other);
            assertAmbiguous(reply, "X-Tenant");
            assertThat(with(key, own, own).status()).isEqualTo(200);
        }
        assertAmbiguous(with(key, "X-Tenant:", own), "X-Tenant");
        assertAmbiguous(with("X-API-Key: " + member.key(), own, other), "X-Tenant");
    }

    @Test
    void twoKeysOfIdempotencyInOneRequest() {
        String form =
                """
                POST PATH HTTP/1.1
                Host: a
                Connection: close
                Authorization: Bearer BEARER
                Content-Length: LENGTH
                Idempotency-Key: FIRST
                Idempotency-Key: SECOND

                BODY\
                """
                        .replace("\n", "\r\n");
        String upload =
                form.replace("PATH", BASE + "/upload?file_name=a.txt")
                        .replace("BEARER", "KEY")
                        .replace("LENGTH", "5")
                        .replace("BODY", "hello");
        String change =
                form.replace("PATH", "/api/v1/platform/users/" + member.userId() + "/revoke-links")
                        .replace("BEARER", RunningServer.ADMIN_KEY)
                        .replace("LENGTH", "0")
                        .replace("BODY", "");

        for (String request : new String[] {upload, change}) {
            String one = request.replace("FIRST", "one-" + request.length());
            assertAmbiguous(sent(one.replace("SECOND", "two")), "Idempotency-Key");
            assertThat(sent(one.replace("SECOND", "one-" + request.length())).status())
                    .isIn(201, 204);
        }
    }

    @Test
    void twoDigestsOrTypesOfOneBody() {
        for (String[] pair :
                new String[][] {
                    {"X-Content-SHA256", "ab", "cd"},
                    {"Content-Type", "text/plain", "multipart/form-data; boundary=b"},
                    {
                        "Content-Type",
                        "multipart/form-data; boundary=b",
                        "multipart/form-data; boundary=c"
                    }
                }) {
            Reply reply =
                    RawHttp.exchange(
                            server.url(),
                            "POST",
                            BASE + "/upload?file_name=a.txt",
                            member.key(),
                            pair[0] + ": " + pair[1],
                            pair[0] + ": " + pair[2],
                            "Content-Length: 0");
            assertAmbiguous(reply, pair[0]);
        }
    }

    @Test
    void twoIdsOfOneRequestAreNone() {
        Reply reply = with("X-Request-Id: one", "X-Request-Id: two");
        assertThat(reply.headers("X-Request-Id")).hasSize(1);
        assertThat(reply.header("X-Request-Id")).startsWith("req_");

        assertThat(with("X-Request-Id: one", "X-Request-Id: one").header("X-Request-Id"))
                .isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: :80\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a:65536\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a:99999999999\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\n",
                "POST /healthz HTTP/1.1\r\nHost: a\nConnection: close\r\nContent-Length: 2\r\n\r\n\r\n",
                "GET /healthz HTTP/1.1\nHost: a\nConnection: close\n\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nX: b\r\n\tlonger than its first line\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nX:\r\n b\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nX: b\r\n \r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
            })
    void aHeadThatIsNotPlain(String request) {
        Reply reply = sent(request);

        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        assertThat(reply.headers("X-Request-Id")).hasSize(1);
        assertThat(reply.text()).contains("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /healthz HTTP/1.1\r\nHost: a:65535\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost:a  \r\nX-Empty:\r\nX-Blank: \t \r\nConnection: close\r\n\r\n",
                "GET http://a/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "GET /healthz HTTP/1.0\r\n\r\n",
                "GET /healthz HTTP/1.0\r\nX: a\r\n\r\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n\n\n",
                "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 7\r\n\r\na\r\n b\r\n",
            })
    void aHeadThatIsPlain(String request) {
        assertThat(sent(request).status()).as(request).isEqualTo(200);
    }

    @Test
    void requestsBehindEachOtherAreLookedAtEach() {
        String plain = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
        Reply first = sent(plain + plain + "GET /healthz HTTP/1.1\r\nHost: a\nX: b\r\n\r\n");

        assertThat(first.text()).contains("HTTP/1.1 200 ").contains("HTTP/1.1 400 ");
    }

    private static final String PLAIN = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LAST =
            "GET /healthz HTTP/1.1\r\nHost: a\r\nX: b\r\nConnection: close\r\n\r\n";

    /** A request and its end, whose body has lines that begin with a blank. */
    private static final String[] BEFORE = {
        PLAIN,
        PLAIN + PLAIN,
        "\r\n" + PLAIN + "\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\na\r\n b\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n"
                + "a\r\n b".repeat(4_000),
        "GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7\r\na\r\n b\r\n\r\n0\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\r\n \r\n0\r\nX-Trailer: a\r\n\r\n",
    };

    private static long count(String text, String word) {
        return text.split(word, -1).length - 1L;
    }

    @Test
    void aFoldedHeaderBehindAnotherRequestInTheSamePacket() {
        for (String before : BEFORE) {
            for (String folded :
                    new String[] {"X: b\r\n c", "X: b\r\n c   ", "X:\r\n\tb", "X: b\r\n \r\n c"}) {
                Reply reply = sent(before + LAST.replace("X: b", folded));
                assertThat(reply.toString()).as(before.length() + folded).contains("HTTP/1.1 400 ");
                assertThat(count(reply.toString(), "HTTP/1.1 200 "))
                        .isEqualTo(count(before, "GET "));
            }
            Reply plain = sent(before + LAST);
            assertThat(plain.toString()).as(before).doesNotContain("HTTP/1.1 400 ");
            assertThat(count(plain.toString(), "HTTP/1.1 200 "))
                    .isEqualTo(count(before + LAST, "GET "));
        }
    }

    /** The first of it comes along with the request before, the rest later, at any place of it. */
    @Test
    void aFoldedHeaderInTwoPacketsBehindAnotherRequest() {
        String folded = LAST.replace("X: b", "X: b\r\n longer than before");
        for (int cut = 0; cut < folded.length(); cut++) {
            byte[] all = (PLAIN + folded).getBytes(StandardCharsets.ISO_8859_1);
            try (RawHttp http = RawHttp.to(server.url())) {
                int first = PLAIN.length() + cut;
                http.send(all, 0, first);
                http.awaitAnswer();
                http.send(all, first, all.length);
                assertThat(http.reply().text()).as("cut at " + cut).contains("HTTP/1.1 400 ");
            }
        }
    }

    @Test
    void aRequestWithoutAVersionIsAnsweredNothing() {
        String link = RawHttp.exchange(server.url(), "GET", FILES, member.key()).text();
        assertThat(link).isNotEmpty();

        for (String line :
                new String[] {"GET /healthz\r\n", "GET /healthz\n", "GET /openapi.json\r\n"}) {
            Reply reply = sent(line);
            assertThat(reply.status()).isZero();
            assertThat(reply.body()).isEmpty();
        }
    }
}
