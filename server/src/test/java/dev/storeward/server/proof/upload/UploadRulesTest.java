package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.Http.Part;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.Digests;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.Shape;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.proof.server.StoreView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upload says beside its bytes, and what is refused because of it. */
@ExtendWith(SharedServers.class)
class UploadRulesTest {
    private static final String FILES = "/api/v1/storage/files";
    private static final byte[] TEXT = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PNG = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");

    private static RunningServer server;
    private static StoreView store;

    private Member member;
    private Http http;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        store = SharedServers.on(SharedServers.Kind.LOCAL).store();
    }

    @BeforeEach
    void newMember() {
        member = server.member(40 << 20);
        http = new Http(server, member.key());
    }

    @Test
    void theSameIdempotencyKeyStoresOnce() {
        Answer first = http.upload("file_name=a.csv", TEXT, "Idempotency-Key", "k1");
        Answer second = http.upload("file_name=a.csv", TEXT, "Idempotency-Key", "k1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json()).isEqualTo(first.json());
        assertThat(http.upload("file_name=a.csv", TEXT, "Idempotency-Key", "k2").json())
                .isNotEqualTo(first.json());
        assertThat(Books.settled(server, store, member).files()).isEqualTo(2);
    }

    @Test
    void anIdempotencyKeyIsItsUsersOwn() {
        Member other = server.member(1000);
        http.upload("file_name=a.csv", TEXT, "Idempotency-Key", "mine");

        Answer theirs =
                new Http(server, other.key())
                        .upload("file_name=a.csv", TEXT, "Idempotency-Key", "mine");

        assertThat(theirs.json().get("data").get("file_path").asString())
                .startsWith(other.folder());
    }

    @Test
    void theSameIdempotencyKeyAtOnceStoresOnce() {
        byte[] file = new byte[400_000];
        List<Answer> answers =
                Parallel.run(
                        12,
                        i -> http.upload("file_name=a.bin", file, "Idempotency-Key", "at-once"));

        assertThat(answers).extracting(Answer::status).containsOnly(201, 409).contains(201);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 201)
                .extracting(Answer::text)
                .containsOnly(
                        http.upload("file_name=a.bin", file, "Idempotency-Key", "at-once").text());
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isEqualTo("1"));
        assertThat(Books.settled(server, store, member).files()).isEqualTo(1);
    }

    @Test
    void anUploadThatFailedLeavesItsIdempotencyKeyFree() {
        String[] wrong = {"Idempotency-Key", "free", "X-Content-SHA256", Digests.sha256(PNG)};
        assertThat(http.upload("file_name=a.csv", TEXT, wrong).status()).isEqualTo(400);

        String[] right = {"Idempotency-Key", "free", "X-Content-SHA256", Digests.sha256(TEXT)};
        assertThat(http.upload("file_name=a.csv", TEXT, right).status()).isEqualTo(201);

        assertThat(Books.settled(server, store, member).files()).isEqualTo(1);
    }

    @Test
    void anIdempotencyKeyIsNotForAnotherFile() {
        http.upload("file_name=a.csv", TEXT, "Idempotency-Key", "one file");
        Answer key = http.upload("file_name=a.csv", TEXT, "Idempotency-Key", "one-file");
        assertThat(key.status()).isEqualTo(201);

        Answer other = http.upload("file_name=b.csv", TEXT, "Idempotency-Key", "one-file");

        refused(other, 400, "VALIDATION_ERROR", "Idempotency-Key");
        refused(
                http.upload("file_name=a.csv", TEXT, "Idempotency-Key", "x".repeat(256)),
                400,
                "VALIDATION_ERROR",
                "Idempotency-Key");
    }

    @Test
    void bytesThatAreNotTheAnnouncedOnesAreNotStored() {
        for (byte[] file : List.of(TEXT, new byte[700_000], new byte[9_000_000])) {
            refused(
                    http.upload("file_name=a.bin", file, "X-Content-SHA256", Digests.sha256(PNG)),
                    400,
                    "VALIDATION_ERROR",
                    "X-Content-SHA256");
            refused(
                    http.uploadForm(
                            List.of(Part.file("a.bin", file)),
                            "X-Content-SHA256",
                            Digests.sha256(PNG)),
                    400,
                    "VALIDATION_ERROR",
                    "X-Content-SHA256");
        }
        assertThat(Books.settled(server, store, member).charged()).isZero();

        String digest = Digests.sha256(TEXT).toUpperCase(java.util.Locale.ROOT);
        assertThat(http.upload("file_name=a.bin", TEXT, "X-Content-SHA256", digest).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "zz", "sha256=00", "''"})
    void aDigestThatIsNoneIsRefused(String digest) {
        refused(
                http.upload("file_name=a.bin", TEXT, "X-Content-SHA256", digest),
                400,
                "VALIDATION_ERROR",
                "X-Content-SHA256");
    }

    @Test
    void aCategoryAfterTheFileCounts() {
        Answer uploaded =
                http.uploadForm(
                        List.of(Part.file("a.csv", TEXT), Part.field("file_category", "general")));

        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(201);
        var item = http.get(FILES).json().get("data").get("items").get(0);
        assertThat(item.get("file_category").asString()).isEqualTo("general");
        assertThat(http.get(FILES + "?file_category=general").json().at("/data/items").size())
                .isEqualTo(1);
        assertThat(http.get(FILES + "?file_category=data_source").json().at("/data/items").size())
                .isZero();
    }

    @Test
    void aCategoryAfterTheFileIsHeldToItsRules() {
        refused(
                http.uploadForm(
                        List.of(
                                Part.file("a.png", TEXT),
                                Part.field("file_category", "profile_image"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE",
                "profile_image");
        refused(
                http.uploadForm(
                        List.of(
                                Part.file("a.png", png(11 << 20)),
                                Part.field("file_category", "profile_image"))),
                413,
                "REQUEST_ENTITY_TOO_LARGE",
                "10485760");
        refused(
                http.uploadForm(
                        List.of(Part.file("a.png", PNG), Part.field("file_category", "secret"))),
                400,
                "VALIDATION_ERROR",
                "file_category");
        assertThat(Books.settled(server, store, member).charged()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"path", "storage_key"})
    void aPlaceAfterTheFileComesTooLate(String field) {
        refused(
                http.uploadForm(List.of(Part.file("a.csv", TEXT), Part.field(field, "somewhere"))),
                400,
                "VALIDATION_ERROR",
                field);
        refused(
                http.uploadForm(
                        List.of(
                                Part.file("a.bin", new byte[9_000_000]),
                                Part.field(field, "somewhere"))),
                400,
                "VALIDATION_ERROR",
                field);
        assertThat(Books.settled(server, store, member).charged()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "/a", "a//b", "\\a", "a\\b", ".", "a/./b", "/"})
    void aFolderThatLeadsElsewhereIsRefused(String path) {
        refused(
                http.uploadForm(List.of(Part.field("path", path), Part.file("a.csv", TEXT))),
                400,
                "VALIDATION_ERROR",
                "path");
    }

    @Test
    void aProfileImageIsAnImageOfAtMostTenMebibytes() {
        String query = "file_category=profile_image&file_name=me.png";
        assertThat(http.upload(query, PNG).status()).isEqualTo(201);
        assertThat(http.upload(query, png(10 << 20)).status()).isEqualTo(201);
        refused(
                http.upload(query, png((10 << 20) + 1)),
                413,
                "REQUEST_ENTITY_TOO_LARGE",
                "10485760");
        refused(http.upload(query, TEXT), 415, "UNSUPPORTED_MEDIA_TYPE", "text/");
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);
        refused(http.upload(query, svg), 415, "UNSUPPORTED_MEDIA_TYPE", "image/svg+xml");
        assertThat(Books.settled(server, store, member).files()).isEqualTo(2);
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Shape.class)
    void aFileAboveTheServersLimitIsRefusedHoweverItIsSent(Shape shape) {
        byte[] over = new byte[SharedServers.MAX_FILE_BYTES + 1];

        RawHttp.Reply reply =
                RawHttp.exchange(server.url(), shape.upload(member.key(), "big.bin", over));

        assertThat(reply.status()).as(reply.toString()).isEqualTo(413);
        assertThat(reply.json().at("/error/code").asString()).isEqualTo("REQUEST_ENTITY_TOO_LARGE");
        assertThat(Books.settled(server, store, member).charged()).isZero();
    }

    @Test
    void aFileOfExactlyTheServersLimitIsTaken() {
        byte[] most = new byte[SharedServers.MAX_FILE_BYTES];
        for (Shape shape : List.of(Shape.RAW, Shape.FORM)) {
            Member roomy = server.member(SharedServers.MAX_FILE_BYTES);
            assertThat(
                            RawHttp.exchange(
                                            server.url(),
                                            shape.upload(roomy.key(), "most.bin", most))
                                    .status())
                    .isEqualTo(201);
        }
    }

    @Test
    void aFormWithoutAFileIsRefused() {
        refused(http.uploadForm(List.of(Part.field("path", "a"))), 400, "VALIDATION_ERROR", "file");
        refused(http.upload("path=a", TEXT), 400, "VALIDATION_ERROR", "file_name");
        refused(
                http.upload("file_name=a&storage_key=nowhere", TEXT),
                400,
                "VALIDATION_ERROR",
                "storage_key");
    }

    private static byte[] png(int size) {
        return Arrays.copyOf(PNG, size);
    }

    private static void refused(Answer answer, int status, String code, String mentions) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().at("/success").asBoolean()).isFalse();
        assertThat(answer.json().at("/error/code").asString()).isEqualTo(code);
        assertThat(answer.json().at("/error/message").asString()).contains(mentions);
        assertThat(answer.json().at("/message").asString())
                .isEqualTo(answer.json().at("/error/message").asString());
    }
}
