package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.PageRequest;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.Users;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose files are whose, and how a key is shown. */
@ExtendWith(SharedServers.class)
class WhoMayTest {
    private static final String BASE = "/api/v1/storage";
    private static final List<String> CALLS =
            List.of(
                    "GET /buckets",
                    "GET /buckets/shared/objects",
                    "GET /files",
                    "GET /usage",
                    "GET /quota",
                    "POST /upload?file_name=a");
    private static final Map<String, String> OBJECT_CALLS =
            Map.of(
                    "GET ", "",
                    "HEAD", "",
                    "DELETE", "",
                    "GET  ", "/metadata",
                    "GET   ", "/presigned-url");

    private static RunningServer server;

    private Member member;
    private Http http;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    }

    @BeforeEach
    void newMember() {
        member = server.member(1 << 20);
        http = new Http(server, member.key());
    }

    private String uploaded(Http by) {
        Answer answer = by.upload("file_name=mine.txt", new byte[] {1, 2, 3});
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/data/file_path").asString();
    }

    private static Answer call(Http by, String method, String path) {
        return by.send(method.strip(), path, java.net.http.HttpRequest.BodyPublishers.noBody());
    }

    @Test
    void anotherUsersFileIsForbiddenAndAnUnknownOneNotFound() {
        Member colleague = server.member(server.tenant(member), "supervisor");
        Member stranger = server.member(1 << 20);
        String name = uploaded(http);
        for (Member other : List.of(colleague, stranger)) {
            Http theirs = new Http(server, other.key());
            OBJECT_CALLS.forEach((method, suffix) -> {
                assertThat(call(theirs, method, BASE + "/objects/" + name + suffix).status())
                        .as("%s%s", method, suffix)
                        .isEqualTo(403);
                assertThat(
                                call(
                                                theirs,
                                                method,
                                                BASE
                                                        + "/objects/"
                                                        + other.folder()
                                                        + "none.txt"
                                                        + suffix)
                                        .status())
                        .as("%s%s", method, suffix)
                        .isEqualTo(404);
            });
            assertThat(theirs.get(BASE + "/files").json().at("/data/pagination/total_count"))
                    .hasToString("0");
        }
        assertThat(http.get(BASE + "/objects/" + name).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer ",
                "Authorization: bearer ",
                "X-API-Key: ",
                "X-Avala-Api-Key: "
            })
    void theKeyIsAcceptedInThreeHeaders(String header) {
        for (String call : CALLS) {
            String[] parts = call.split(" ", -1);
            assertThat(
                            RawHttp.exchange(
                                            server.url(),
                                            parts[0],
                                            BASE + parts[1],
                                            "",
                                            header + member.key(),
                                            "Content-Length: 0")
                                    .status())
                    .as(call)
                    .isIn(200, 201);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Nothing: 1",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Basic dTpw",
                "X-API-Key:",
                "X-API-Key: sw_unknown_0123456789"
            })
    void withoutAValidKeyNothingIsAnswered(String header) {
        for (String call : CALLS) {
            String[] parts = call.split(" ", -1);
            RawHttp.Reply reply =
                    RawHttp.exchange(
                            server.url(),
                            parts[0],
                            BASE + parts[1],
                            "",
                            header,
                            "Content-Length: 0");
            assertThat(reply.status()).as(call).isEqualTo(401);
            assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(reply.json().at("/error/code").asString()).isEqualTo("UNAUTHORIZED");
        }
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        uploaded(http);
        Keys keys = server.service(Keys.class);
        var issued = keys.list(server.admin(), member.userId(), PageRequest.first()).items();

        keys.revoke(server.admin(), issued.getFirst().id(), InSameTransaction.nothing());

        assertThat(http.get(BASE + "/files").status()).isEqualTo(401);
        assertThat(http.upload("file_name=a", new byte[1]).status()).isEqualTo(401);
    }

    @Test
    void aDisabledUserIsRefusedAndTheirLinksAreDead() {
        String name = uploaded(http);
        String link =
                http.get(BASE + "/objects/" + name + "/presigned-url")
                        .json()
                        .at("/data/url")
                        .asString();
        Http anyone = new Http(server, "");
        assertThat(anyone.get(link).status()).isEqualTo(200);

        server.service(Users.class)
                .disable(
                        server.admin(),
                        member.userId(),
                        new FileDisposition.KeepFiles(),
                        InSameTransaction.nothing());

        assertThat(http.get(BASE + "/objects/" + name).status()).isEqualTo(401);
        assertThat(anyone.get(link).status()).isEqualTo(404);
    }

    @Test
    void filesHandedOnAreTheNewOwnersAndTheirLinksGoOn() {
        String name = uploaded(http);
        Member heir = server.member(server.tenant(member), "member");
        Http theirs = new Http(server, heir.key());

        server.service(Users.class)
                .disable(
                        server.admin(),
                        member.userId(),
                        new FileDisposition.TransferFiles(heir.userId()),
                        InSameTransaction.nothing());

        String moved = heir.folder() + name.substring(member.folder().length());
        assertThat(theirs.get(BASE + "/objects/" + moved).body()).containsExactly(1, 2, 3);
        assertThat(theirs.delete(BASE + "/objects/" + moved).status()).isEqualTo(200);
        assertThat(theirs.get(BASE + "/usage").json().at("/data/used_bytes").asLong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'',400", "nobody-of-this-name,400", "SLUG,200"})
    void aSuperAdminNamesTheTenant(String slug, int status) {
        Http admin = new Http(server, RunningServer.ADMIN_KEY);
        String[] headers =
                slug.isEmpty()
                        ? new String[0]
                        : new String[] {"X-Tenant", slug.replace("SLUG", member.slug())};
        for (String path : List.of("/files", "/usage", "/quota", "/buckets")) {
            Answer answer = admin.get(BASE + path, headers);
            assertThat(answer.status()).as("%s: %s", path, answer.text()).isEqualTo(status);
            if (status == 400) {
                assertThat(answer.json().at("/error/code").asString())
                        .isEqualTo("VALIDATION_ERROR");
                assertThat(answer.json().at("/error/message").asString()).contains("X-Tenant");
            }
        }
    }

    @Test
    void aMemberDoesNotChooseTheTenant() {
        Member stranger = server.member(1 << 20);
        uploaded(new Http(server, stranger.key()));

        Answer answer = http.get(BASE + "/files", "X-Tenant", stranger.slug());

        assertThat(answer.json().at("/data/pagination/total_count").asLong()).isZero();
    }
}
