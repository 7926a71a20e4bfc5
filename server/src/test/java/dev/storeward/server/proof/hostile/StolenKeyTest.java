package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.file.Files;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.proof.server.SharedServers.Served;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing that was given out or begun with a key outlives it. */
@ExtendWith(SharedServers.class)
class StolenKeyTest {
    private static final String PLATFORM = "/api/v1/platform";
    private static final String STORAGE = "/api/v1/storage";
    private static final byte[] BYTES = {1, 2, 3};

    private static Served served;
    private static RunningServer server;

    private final Http anyone = new Http(server, "");
    private final Http admin = new Http(server, RunningServer.ADMIN_KEY);
    private Member member;
    private Http owner;
    private Key stolen;
    private Http thief;

    /** A key as it was made. */
    private record Key(String id, String text) {}

    @BeforeAll
    static void server() {
        served = SharedServers.on(SharedServers.Kind.LOCAL);
        server = served.server();
    }

    @BeforeEach
    void steal() {
        member = server.member(100 << 20);
        owner = new Http(server, member.key());
        stolen = key(admin, "");
        thief = new Http(server, stolen.text());
    }

    private Key key(Http by, String more) {
        Answer made =
                by.postJson(
                        PLATFORM + "/users/" + member.userId() + "/keys",
                        "{\"name\":\"k\"" + more + "}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return new Key(made.json().path("id").stringValue(), made.json().path("key").stringValue());
    }

    private static String uploaded(Http by) {
        Answer answer = by.upload("file_name=mine.txt", BYTES);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/data/file_path").asString();
    }

    private static String link(Http by, String name) {
        return by.get(STORAGE + "/objects/" + name + "/presigned-url")
                .json()
                .at("/data/url")
                .asString();
    }

    private static String address(Http by) {
        Answer answer =
                by.postJson("/storage/shared/files/request_upload", "{\"file_name\":\"a.bin\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("upload_url").stringValue();
    }

    private Answer put(String address) {
        return anyone.send("PUT", address, BodyPublishers.ofByteArray(BYTES));
    }

    @Test
    void theLinksAndUploadAddressesOfARevokedKeyEndAtOnce() {
        String name = uploaded(owner);
        String thiefs = link(thief, name);
        String owners = link(owner, name);
        String addressOfThief = address(thief);
        String addressOfOwner = address(owner);
        assertThat(anyone.get(thiefs).body()).isEqualTo(BYTES);

        assertThat(owner.delete(PLATFORM + "/keys/" + stolen.id()).status()).isEqualTo(204);

        assertThat(anyone.get(thiefs).status()).isEqualTo(404);
        Answer refused = put(addressOfThief);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").stringValue()).contains("revoked");
        assertThat(anyone.get(owners).body()).isEqualTo(BYTES);
        assertThat(put(addressOfOwner).status()).isEqualTo(200);
    }

    @Test
    void theLinksOfAUserEndInOneCallAndTheKeysGoOn() {
        String name = uploaded(owner);
        String thiefs = link(thief, name);
        String owners = link(owner, name);
        String address = address(owner);

        assertThat(owner.postJson(path("revoke-links"), "").status()).isEqualTo(204);

        assertThat(anyone.get(thiefs).status()).isEqualTo(404);
        assertThat(anyone.get(owners).status()).isEqualTo(404);
        assertThat(put(address).status()).isEqualTo(403);
        assertThat(anyone.get(link(owner, name)).body()).isEqualTo(BYTES);
        assertThat(put(address(owner)).status()).isEqualTo(200);
    }

    @Test
    void aLinkOfTheReleaseBeforeOpensUntilItIsRevoked() {
        Answer uploaded = owner.upload("file_name=old.txt", BYTES);
        UUID file = newestFile();
        Files files = server.service(Files.class);
        assertThat(uploaded.status()).isEqualTo(201);
        assertThat(files.readableByLink(member.tenantId(), file, LinkGrant.OF_USER).file().id())
                .isEqualTo(file);

        owner.postJson(path("revoke-links"), "");

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> files.readableByLink(member.tenantId(), file, LinkGrant.OF_USER))
                .matches(e -> e.problem() instanceof Problem.NotFound);
    }

    private UUID newestFile() {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT id FROM file WHERE tenant_id = ? ORDER BY number DESC LIMIT 1",
                                row -> row.uuid("id"),
                                member.tenantId()));
    }

    @Test
    void aLinkEndsNoLaterThanItsKey() {
        String name = uploaded(owner);
        Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        Key expiring = key(admin, ",\"expires_at\":\"" + soon + "\"");

        Answer asked =
                new Http(server, expiring.text())
                        .get(
                                STORAGE
                                        + "/objects/"
                                        + name
                                        + "/presigned-url?expires_seconds=604800");

        assertThat(asked.json().at("/data/expires_in_seconds").asLong()).isBetween(1L, 600L);
        String url = asked.json().at("/data/url").asString();
        assertThat(anyone.get(url).status()).isEqualTo(200);
        expire(expiring.id());
        assertThat(anyone.get(url).status()).isEqualTo(404);
    }

    private static void expire(String keyId) {
        server.tx()
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE api_key SET expires_at = sw_now() - interval '1 second' WHERE id = ?",
                                UUID.fromString(keyId)));
    }

    /** How the right to an upload ends in its middle. */
    enum End {
        REVOKED,
        EXPIRED,
        MAKER_REVOKED,
        ALL_ENDED,
        DISABLED,
        DELETED
    }

    private void end(End how, Key key) {
        switch (how) {
            case REVOKED -> done(admin.delete(PLATFORM + "/keys/" + key.id()));
            case EXPIRED -> expire(key.id());
            case MAKER_REVOKED -> done(admin.delete(PLATFORM + "/keys/" + stolen.id()));
            case ALL_ENDED -> done(admin.postJson(path("end-access"), ""));
            case DISABLED -> done(admin.delete(path("")));
            case DELETED -> done(admin.delete(path("") + "?files=delete"));
        }
    }

    private static void done(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
    }

    private String path(String call) {
        return PLATFORM + "/users/" + member.userId() + (call.isEmpty() ? "" : "/" + call);
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void anUploadInItsMiddleIsRefused(End how) {
        Key made = key(thief, "");
        byte[] body = new byte[600_000];
        byte[] head =
                RawHttp.head(
                        "POST",
                        STORAGE + "/upload?file_name=late.bin",
                        made.text(),
                        "Content-Type: application/octet-stream",
                        "Content-Length: " + body.length);
        try (RawHttp http = RawHttp.to(server.url())) {
            http.send(head, 0, head.length).send(body, 0, 400_000);
            await().until(() -> Books.of(server, member).writing() == 1);

            end(how, made);

            RawHttp.Reply reply = http.send(body, 400_000, body.length).reply();
            assertThat(reply.status()).as(reply.toString()).isEqualTo(401);
        }
        Books books = Books.settled(server, served.store(), member);
        assertThat(books.files()).isZero();
        assertThat(books.charged()).isZero();
    }

    @Test
    void anUploadToAnAddressIsRefusedWhenItsKeyEndedMeanwhile() {
        String address = address(thief);
        byte[] body = new byte[600_000];
        byte[] head =
                RawHttp.head(
                        "PUT", URI.create(address).getPath(), "", "Content-Length: " + body.length);
        try (RawHttp http = RawHttp.to(server.url())) {
            http.send(head, 0, head.length).send(body, 0, 400_000);
            await().until(() -> Books.of(server, member).writing() == 1);

            end(End.REVOKED, stolen);

            RawHttp.Reply reply = http.send(body, 400_000, body.length).reply();
            assertThat(reply.status()).as(reply.toString()).isEqualTo(403);
        }
        assertThat(Books.settled(server, served.store(), member).files()).isZero();
    }

    @Test
    void whoSendsAnotherSpellingOfAnAddressIsRefused() {
        String address = address(owner);
        String start = address.substring(0, address.length() - 1);
        int opened = 0;
        for (char last : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".toCharArray()) {
            if (address.charAt(address.length() - 1) != last && put(start + last).status() == 200) {
                opened++;
            }
        }

        assertThat(opened).isZero();
        assertThat(put(address).status()).isEqualTo(200);
    }
}
