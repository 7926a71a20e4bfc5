package dev.storeward.server.api.resumable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A member who uploads as tus has it. */
record TusClient(RunningServer server, Member member) {
    static final String BASE = "/api/v1/storage/resumable";
    static final String TYPE = "application/offset+octet-stream";
    private static final long PLENTY = 1L << 30;

    /** A member of a new tenant. */
    static TusClient on(RunningServer server) {
        return new TusClient(server, server.member(PLENTY));
    }

    static TusClient on(RunningServer server, long quota) {
        return new TusClient(server, server.member(quota));
    }

    Http http() {
        return new Http(server, member.key());
    }

    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Names and values, as they stand in {@code Upload-Metadata}. */
    static String metadata(String... pairs) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.add(pairs[i] + " " + base64(pairs[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        return all.stream().collect(Collectors.joining(","));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    Answer post(String... headers) {
        return http().send("POST", BASE, BodyPublishers.noBody(), versioned(headers));
    }

    Answer post(byte[] bytes, String... headers) {
        return http().send("POST", BASE, BodyPublishers.ofByteArray(bytes), versioned(headers));
    }

    /** Begins an upload and answers its path. */
    String begin(long size, String... metadata) {
        Answer begun =
                post(
                        "Upload-Length",
                        String.valueOf(size),
                        "Upload-Metadata",
                        metadata(metadata.length == 0 ? named("data.bin") : metadata));
        if (begun.status() != 201) {
            throw new AssertionError(begun.text());
        }
        return path(begun);
    }

    private static String[] named(String name) {
        return new String[] {"filename", name};
    }

    /** The path of an upload that was begun. */
    String path(Answer begun) {
        return begun.header("Location").substring(server.url().length());
    }

    Answer patch(String path, long offset, byte[] bytes, String... headers) {
        return http().send(
                        "PATCH",
                        path,
                        BodyPublishers.ofByteArray(bytes),
                        versioned(
                                Stream.concat(
                                                Stream.of(
                                                        "Content-Type",
                                                        TYPE,
                                                        "Upload-Offset",
                                                        String.valueOf(offset)),
                                                Stream.of(headers))
                                        .toArray(String[]::new)));
    }

    Answer head(String path) {
        return http().head(path, versioned());
    }

    long offset(String path) {
        return Long.parseLong(head(path).header("Upload-Offset"));
    }

    Answer delete(String path) {
        return http().delete(path, versioned());
    }

    static String[] versioned(String... headers) {
        return Stream.concat(Stream.of("Tus-Resumable", "1.0.0"), Stream.of(headers))
                .toArray(String[]::new);
    }

    /** A connection that has begun to send bytes to an upload, and is left open. */
    RawHttp sending(String path, long offset, int announced, byte[] bytes, int from, int to) {
        byte[] head =
                RawHttp.head(
                        "PATCH",
                        path,
                        member.key(),
                        "Tus-Resumable: 1.0.0",
                        "Content-Type: " + TYPE,
                        "Upload-Offset: " + offset,
                        "Content-Length: " + announced);
        return RawHttp.to(server.url()).send(head, 0, head.length).send(bytes, from, to);
    }

    /** As the files door words it. */
    static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().at("/error/code").stringValue()).isEqualTo(code);
        assertThat(answer.json().path("success").booleanValue()).isFalse();
        assertThat(answer.header("Tus-Resumable")).isEqualTo("1.0.0");
    }

    /** What the files door has under the name that an answer tells. */
    byte[] read(Answer done) {
        return http().get("/api/v1/storage/objects/" + done.header("Storeward-Object-Name")).body();
    }

    /** What the tenant is charged for. */
    long charged() {
        return number("SELECT charged AS n FROM usage WHERE tenant_id = ?");
    }

    /** Pieces and attempts to send some that there are. */
    long pieces() {
        return number("SELECT count(*) AS n FROM upload_piece WHERE tenant_id = ?");
    }

    /** Waits until a request sends bytes to an upload. */
    void awaitWriter() {
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        number(
                                        "SELECT count(*) AS n FROM upload_session WHERE tenant_id = ? AND writer IS NOT NULL")
                                == 1);
    }

    private long number(String query) {
        return server.tx()
                .forTenant(member.tenantId())
                .statement(sql -> sql.one(query, row -> row.number("n"), member.tenantId()));
    }
}
