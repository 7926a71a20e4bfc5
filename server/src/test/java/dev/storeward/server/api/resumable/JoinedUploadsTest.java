package dev.storeward.server.api.resumable;

import static dev.storeward.server.api.resumable.TusClient.assertRefused;
import static dev.storeward.server.api.resumable.TusClient.bytes;
import static dev.storeward.server.api.resumable.TusClient.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.SharedServers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are put together of partial uploads: concatenation, as tus has it. */
@ExtendWith(SharedServers.class)
class JoinedUploadsTest {
    private static final int SIZE = 12_000_000;

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final TusClient client = TusClient.on(server);
    private final byte[] file = png();

    /** Only its first bytes tell what it is. */
    private static byte[] png() {
        byte[] file = bytes(SIZE);
        byte[] head = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
        System.arraycopy(head, 0, file, 0, head.length);
        return file;
    }

    private String partial(TusClient client, int from, int to) {
        Answer begun =
                client.post(
                        Arrays.copyOfRange(file, from, to),
                        "Upload-Concat",
                        "partial",
                        "Upload-Length",
                        String.valueOf(to - from),
                        "Content-Type",
                        TusClient.TYPE);
        assertThat(begun.status()).as(begun.text()).isEqualTo(201);
        assertThat(begun.header("Upload-Offset")).isEqualTo(String.valueOf(to - from));
        assertThat(begun.header("Storeward-Object-Name")).as("it is no file").isEmpty();
        return client.path(begun);
    }

    private static Answer join(TusClient client, String parts, String... more) {
        String[] headers = {
            "Upload-Concat", "final;" + parts, "Upload-Metadata", metadata("filename", "whole.png")
        };
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return client.post(all);
    }

    @ParameterizedTest
    @EnumSource(SharedServers.Kind.class)
    void partialUploadsBecomeOneFile(SharedServers.Kind kind) {
        TusClient here = TusClient.on(SharedServers.on(kind).server());
        String first = partial(here, 0, 5_000_000);
        String second = partial(here, 5_000_000, 5_000_000);
        String third = partial(here, 5_000_000, SIZE);
        String named = here.server().url() + first + " " + second + " " + third;
        assertThat(here.head(third).header("Upload-Concat")).isEqualTo("partial");
        assertThat(here.charged()).isEqualTo(SIZE);

        Answer joined = join(here, named);

        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
        assertThat(joined.header("Storeward-Object-Name")).endsWith(".png").contains("/whole_");
        assertThat(here.read(joined)).isEqualTo(file);
        Answer head = here.head(here.path(joined));
        assertThat(head.header("Upload-Concat")).isEqualTo("final;" + named);
        assertThat(head.header("Upload-Length")).isEqualTo(String.valueOf(SIZE));
        assertThat(head.header("Upload-Offset")).isEqualTo(String.valueOf(SIZE));
        assertThat(here.charged()).as("the parts are gone").isEqualTo(SIZE);
        assertThat(here.pieces()).isZero();
        assertThat(here.head(first).status()).isEqualTo(410);
    }

    @Test
    void theSameIsAnsweredToWhoMissedTheAnswer() {
        String parts = partial(client, 0, 10) + " " + partial(client, 10, 30);
        Answer joined = join(client, parts);

        Answer again = join(client, parts);

        assertThat(again.status()).as(again.text()).isEqualTo(201);
        assertThat(again.header("Location")).isEqualTo(joined.header("Location"));
        assertThat(again.header("Storeward-File-Id")).isEqualTo(joined.header("Storeward-File-Id"));
        assertThat(client.charged()).isEqualTo(30);
    }

    @Test
    void whatADeadNodeDidNotJoinIsJoinedAnew() {
        String parts = partial(client, 0, 10) + " " + partial(client, 10, 30);
        String left = client.path(join(client, parts));
        String first = partial(client, 0, 10);
        String second = partial(client, 10, 30);
        server.tx()
                .forTenant(client.member().tenantId())
                .run(sql ->
                        assertThat(
                                        sql.update(
                                                """
                                                UPDATE upload_session SET joined = ?, state = 'open'
                                                WHERE kind = 'joined' AND tenant_id = ?
                                                """,
                                                "final;" + first + " " + second,
                                                client.member().tenantId()))
                                .isEqualTo(1));
        assertThat(client.head(left).header("Upload-Offset")).isEmpty();
        assertThat(client.patch(left, 0, bytes(1)).status()).isEqualTo(403);

        Answer joined = join(client, first + " " + second);

        assertThat(joined.status()).as(joined.text()).isEqualTo(201);
        assertThat(client.path(joined)).isNotEqualTo(left);
        assertThat(client.read(joined)).isEqualTo(Arrays.copyOf(file, 30));
        assertThat(client.head(left).status()).isEqualTo(410);
    }

    @Test
    void aFileThatIsPutTogetherTakesNoBytesItself() {
        String path = client.path(join(client, partial(client, 0, 10)));

        assertRefused(client.patch(path, 10, bytes(1)), 403, "FORBIDDEN");
        assertThat(join(client, path).status()).as("it is no partial one").isEqualTo(400);
    }

    @Test
    void anUploadThatIsNotWholeIsNotJoined() {
        String whole = partial(client, 0, 10);
        Answer begun = client.post("Upload-Concat", "partial", "Upload-Length", "20");
        String open = client.path(begun);
        client.patch(open, 0, Arrays.copyOfRange(file, 10, 25));

        assertRefused(join(client, whole + " " + open), 409, "CONFLICT");

        assertThat(client.charged()).isEqualTo(25);
        assertThat(client.patch(open, 15, Arrays.copyOfRange(file, 25, 30)).status())
                .isEqualTo(204);
        Answer joined = join(client, whole + " " + open);
        assertThat(client.read(joined)).isEqualTo(Arrays.copyOf(file, 30));
    }

    @Test
    void aPartialUploadGoesOnWhereItsLineBroke() {
        Answer begun =
                client.post("Upload-Concat", "partial", "Upload-Length", String.valueOf(SIZE));
        String path = client.path(begun);
        try (RawHttp http = client.sending(path, 0, SIZE, file, 0, 300_000)) {
            http.end();
            assertThat(http.reply().status()).isIn(0, 408);
        }
        assertThat(client.offset(path)).isEqualTo(300_000);
        client.patch(path, 300_000, Arrays.copyOfRange(file, 300_000, SIZE));

        assertThat(client.read(join(client, path))).isEqualTo(file);
    }

    @Test
    void nothingIsLeftOfAFileForWhichThereIsNoRoom() {
        TusClient small = TusClient.on(server, 100);
        String part = partial(small, 0, 60);

        assertThat(join(small, part).status()).isEqualTo(413);

        assertThat(small.charged()).isEqualTo(60);
        assertThat(small.head(part).status()).as("it can be deleted yet").isEqualTo(200);
    }

    @Test
    void anotherUsersUploadsAreNobodysParts() {
        TusClient other = TusClient.on(server);

        assertThat(join(client, partial(other, 0, 10)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "final",
                "final;",
                "final; ",
                "partially",
                "final;/api/v1/storage/resumable/1",
                "final;/elsewhere/01a222b1-9fa4-7cb4-bd0e-dd130401ac83"
            })
    void whatNamesNoUploadsIsRefused(String header) {
        Answer answer = client.post("Upload-Concat", header, "Upload-Length", "1");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("Upload-Concat");
    }

    @Test
    void aFileThatIsPutTogetherIsOfNoOtherLength() {
        String part = partial(client, 0, 10);

        assertThat(join(client, part, "Upload-Length", "10").status()).isEqualTo(400);
        assertThat(join(client, part, "Upload-Defer-Length", "1").status()).isEqualTo(400);
        assertThat(client.charged()).isEqualTo(10);
    }
}
