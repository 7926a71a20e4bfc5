package dev.storeward.server.api.resumable;

import static dev.storeward.server.api.resumable.TusClient.assertRefused;
import static dev.storeward.server.api.resumable.TusClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of the protocol, and what is refused. */
@ExtendWith(SharedServers.class)
class ResumableRefusalsTest {
    private static final int MAX = SharedServers.MAX_FILE_BYTES;

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final TusClient client = TusClient.on(server);

    @Test
    void whatTheServerSpeaksIsToldWithoutAKeyAndWithoutAVersion() {
        Answer told = new Http(server, "").send("OPTIONS", TusClient.BASE, BodyPublishers.noBody());

        assertThat(told.status()).isEqualTo(204);
        assertThat(told.header("Allow")).isEqualTo("POST, OPTIONS");
        assertThat(told.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(told.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(told.header("Tus-Max-Size")).isEqualTo(String.valueOf(MAX));
        assertThat(told.header("Tus-Extension"))
                .isEqualTo(
                        "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,concatenation");
        assertThat(told.header("Tus-Checksum-Algorithm")).isEqualTo("sha1,sha256,md5,crc32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.2.2", "1.0.1"})
    void anotherVersionIsRefusedWithTheOneThatIsSpoken(String version) {
        String[] headers =
                version.isEmpty()
                        ? new String[] {"Upload-Length", "5"}
                        : new String[] {"Upload-Length", "5", "Tus-Resumable", version};

        Answer answer =
                client.http().send("POST", TusClient.BASE, BodyPublishers.noBody(), headers);

        assertRefused(answer, 412, "PRECONDITION_FAILED");
        assertThat(answer.header("Tus-Version")).isEqualTo("1.0.0");
    }

    @Test
    void nobodyUploadsWithoutAKey() {
        Answer answer =
                new Http(server, "wrong")
                        .send(
                                "POST",
                                TusClient.BASE,
                                BodyPublishers.noBody(),
                                "Tus-Resumable",
                                "1.0.0",
                                "Upload-Length",
                                "5");
        assertRefused(answer, 401, "UNAUTHORIZED");
    }

    @ParameterizedTest
    @CsvSource({
        "Upload-Length, -1",
        "Upload-Length, 1.5",
        "Upload-Length, 99999999999999999999",
        "Upload-Length, ''",
        "Upload-Defer-Length, 2",
        "X-Nothing, 1"
    })
    void aBeginningTellsTheSizeOrThatItComesLater(String name, String value) {
        assertRefused(client.post(name, value), 400, "VALIDATION_ERROR");
    }

    @Test
    void aBeginningTellsOneOfBoth() {
        assertRefused(
                client.post("Upload-Length", "5", "Upload-Defer-Length", "1"),
                400,
                "VALIDATION_ERROR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename !!!",
                "filename YQ==,filename Yg==",
                ",",
                "filename  YQ==",
                "filename YQ== YQ==",
                "filename /w==",
                "path Li4vLi4v",
                "file_category bm9uZQ==",
                "storage_key bm9uZQ=="
            })
    void whatIsSaidOfTheFileIsChecked(String said) {
        Answer answer = client.post("Upload-Length", "5", "Upload-Metadata", said);

        assertThat(answer.status()).as(answer.text()).isIn(400, 404);
        assertThat(client.charged()).isZero();
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeABytesCame() {
        assertRefused(
                client.post("Upload-Length", String.valueOf(MAX + 1L)),
                413,
                "REQUEST_ENTITY_TOO_LARGE");
        TusClient poor = TusClient.on(server, 1_000);
        assertRefused(poor.post("Upload-Length", "1001"), 413, "REQUEST_ENTITY_TOO_LARGE");
        assertThat(poor.post("Upload-Length", "1000").status()).isEqualTo(201);
    }

    @Test
    void bytesComeWhereTheUploadIs() {
        String path = client.begin(10);
        client.patch(path, 0, bytes(4));

        assertRefused(client.patch(path, 0, bytes(4)), 409, "CONFLICT");
        assertRefused(client.patch(path, 5, bytes(4)), 409, "CONFLICT");
        assertRefused(
                client.patch(path, 4, bytes(4), "Upload-Offset", "5"), 400, "VALIDATION_ERROR");
        assertThat(client.offset(path)).isEqualTo(4);
        assertRefused(client.patch(path, 4, bytes(7)), 413, "REQUEST_ENTITY_TOO_LARGE");
        assertThat(client.offset(path)).isEqualTo(4);
        assertThat(client.charged()).isEqualTo(4);
    }

    @Test
    void moreBytesThanAreLeftAreRefusedWhereTheirNumberWasNotTold() {
        String path = client.begin(10);
        Answer answer =
                client.http()
                        .send(
                                "PATCH",
                                path,
                                BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(bytes(11))),
                                TusClient.versioned(
                                        "Content-Type", TusClient.TYPE, "Upload-Offset", "0"));

        assertRefused(answer, 413, "REQUEST_ENTITY_TOO_LARGE");
        assertThat(client.offset(path)).isZero();
    }

    @Test
    void bytesOfAnotherTypeAreRefused() {
        String path = client.begin(10);
        Answer answer =
                client.http()
                        .send(
                                "PATCH",
                                path,
                                BodyPublishers.ofByteArray(bytes(10)),
                                TusClient.versioned(
                                        "Content-Type",
                                        "application/octet-stream",
                                        "Upload-Offset",
                                        "0"));
        assertRefused(answer, 415, "UNSUPPORTED_MEDIA_TYPE");
        assertThat(client.offset(path)).isZero();
    }

    @Test
    void anUploadIsItsUsersAlone() {
        String path = client.begin(10);
        TusClient stranger = TusClient.on(server);
        TusClient colleague =
                new TusClient(server, server.member(server.tenant(client.member()), "supervisor"));

        for (TusClient other : new TusClient[] {stranger, colleague}) {
            assertThat(other.head(path).status()).isEqualTo(404);
            assertRefused(other.patch(path, 0, bytes(10)), 404, "NOT_FOUND");
            assertRefused(other.delete(path), 404, "NOT_FOUND");
        }
        assertThat(client.patch(path, 0, bytes(10)).status()).isEqualTo(204);
        for (String unknown : new String[] {UUID.randomUUID().toString(), "x", "1-1-1-1-1"}) {
            assertThat(client.head(TusClient.BASE + "/" + unknown).status()).isEqualTo(404);
        }
    }

    @Test
    void aClientThatCanOnlyPostNamesTheMethod() {
        String path = client.begin(5, "filename", "hello.txt");
        Answer last =
                client.http()
                        .send(
                                "POST",
                                path,
                                BodyPublishers.ofString("hello"),
                                TusClient.versioned(
                                        "X-HTTP-Method-Override",
                                        "PATCH",
                                        "Content-Type",
                                        TusClient.TYPE,
                                        "Upload-Offset",
                                        "0"));
        assertThat(last.status()).isEqualTo(204);
        assertThat(new String(client.read(last), StandardCharsets.UTF_8)).isEqualTo("hello");

        String other = client.begin(5);
        assertThat(
                        client.http()
                                .send(
                                        "POST",
                                        other,
                                        BodyPublishers.noBody(),
                                        TusClient.versioned("X-HTTP-Method-Override", "DELETE"))
                                .status())
                .isEqualTo(204);
        assertThat(client.head(other).status()).isEqualTo(410);
        Answer none =
                client.http().send("POST", path, BodyPublishers.noBody(), TusClient.versioned());
        assertRefused(none, 405, "METHOD_NOT_ALLOWED");
        assertThat(none.header("Allow")).isEqualTo("HEAD, PATCH, DELETE");
        assertRefused(client.http().get(path, TusClient.versioned()), 405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void aPieceOfAFileInHttpsOwnWordsIsRefused() {
        String path = client.begin(10);
        assertRefused(
                client.patch(path, 0, bytes(5), "Content-Range", "bytes 0-4/10"),
                400,
                "VALIDATION_ERROR");
    }

    @Test
    void aRefusalDoesNotWaitForTheBody() {
        String path = client.begin(10);
        try (RawHttp http = client.sending(path, 7, 3, new byte[0], 0, 0)) {
            RawHttp.Reply reply = http.reply();
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.header("Tus-Resumable")).isEqualTo("1.0.0");
        }
    }
}
