package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.ticket.UploadTickets;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.Users;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.SharedServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An upload's address takes one file, once, whatever its senders do. */
class UploadTicketsTest extends TicketsFixture {
    private byte[] rawPut(Upload upload, byte[] body) {
        byte[] head = RawHttp.head("PUT", upload.path(), "", "Content-Length: " + body.length);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    private void sql(String statement, Object... parameters) {
        int changed = server.tx().forSystem().statement(sql -> sql.update(statement, parameters));
        assertThat(changed).isEqualTo(1);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void ofTwelveSendersExactlyOneIsStored() {
        Upload upload = request("race.bin");
        List<byte[]> bodies = Parallel.run(12, i -> random(200_000 + i));

        List<Answer> answers = Parallel.run(12, i -> put(upload, bodies.get(i)));

        List<Integer> statuses = answers.stream().map(Answer::status).sorted().toList();
        assertThat(statuses.getFirst()).isEqualTo(200);
        assertThat(statuses.subList(1, 12)).containsOnly(409);
        int winner = answers.stream().map(Answer::status).toList().indexOf(200);
        assertThat(download(upload).body()).isEqualTo(bodies.get(winner));
        Books books = Books.settled(server, served.store(), member);
        assertThat(books.files()).isEqualTo(1);
        assertThat(books.charged()).isEqualTo(200_000 + winner);
    }

    @Test
    void whoComesWhileAnotherSendsIsToldSoAndTheFirstIsStored() {
        Upload upload = request("slow.bin");
        byte[] body = random(900_000);
        byte[] request = rawPut(upload, body);
        try (RawHttp slow = RawHttp.to(server.url())) {
            slow.send(request, 0, 500_000);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(claimed(upload)).isTrue());

            Answer second = put(upload, TEXT);

            assertThat(second.status()).isEqualTo(409);
            assertThat(second.header("Retry-After")).isEqualTo("1");
            assertThat(second.json().path("detail").stringValue()).contains("under way");
            assertThat(slow.send(request, 500_000, request.length).reply().status()).isEqualTo(200);
        }
        assertThat(download(upload).body()).isEqualTo(body);
    }

    private boolean claimed(Upload upload) {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT claim IS NOT NULL AS claimed FROM upload_ticket WHERE id = ?",
                                row -> row.flag("claimed"),
                                UUID.fromString(upload.id())));
    }

    @Test
    void anUploadThatIsCutLeavesNothingAndMayBeSentAgain() {
        Upload upload = request("cut.bin");
        byte[] body = random(9_000_000);
        byte[] request = rawPut(upload, body);
        try (RawHttp http = RawHttp.to(server.url())) {
            Reply cut = http.send(request, 0, 8_800_000).end().reply();
            assertThat(cut.status()).as(cut.toString()).isEqualTo(408);
        }
        assertThat(Books.settled(server, served.store(), member).charged()).isZero();
        Answer none = http.get("/storage/shared/files/" + upload.id() + "/request_download");
        assertThat(none.status()).isEqualTo(404);

        assertThat(put(upload, body).status()).isEqualTo(200);

        assertThat(download(upload).body()).isEqualTo(body);
        Answer twice = put(upload, body);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.json().path("detail").stringValue()).contains(upload.id());
        assertThat(Books.settled(server, served.store(), member).files()).isEqualTo(1);
    }

    @Test
    void whateverIsRefusedGivesTheAddressBack() {
        member = server.member(1000);
        http = new Http(server, member.key());
        Upload upload = request("a.bin");

        assertThat(put(upload, random(1001)).status()).isEqualTo(413);
        assertThat(put(upload, TEXT, "X-Content-SHA256", "0".repeat(64)).status()).isEqualTo(400);
        assertThat(put(upload, TEXT, "X-Content-SHA256", "nonsense").status()).isEqualTo(400);
        byte[] tooLong =
                RawHttp.head(
                        "PUT",
                        upload.path(),
                        "",
                        "Content-Length: " + (SharedServers.MAX_FILE_BYTES + 1L));
        try (RawHttp raw = RawHttp.to(server.url())) {
            Reply refused = raw.send(tooLong, 0, tooLong.length).end().reply();
            assertThat(refused.status()).isEqualTo(413);
        }

        assertThat(put(upload, random(1000)).status()).isEqualTo(200);
        assertThat(Books.settled(server, served.store(), member).charged()).isEqualTo(1000);
    }

    @Test
    void aBodyOfUnknownLengthIsTakenToo() {
        Upload upload = request("chunked.bin");
        byte[] body = random(700_000);
        Answer answer =
                anyone.send(
                        "PUT",
                        upload.url(),
                        BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(download(upload).body()).isEqualTo(body);
        assertThat(Books.settled(server, served.store(), member).charged()).isEqualTo(700_000);
    }

    @Test
    void theTypeIsToldFromTheBytesAndNotFromTheHeader() {
        byte[] png = Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ");
        Answer answer = put(request("picture.txt"), png, "Content-Type", "text/html");
        assertThat(answer.json().path("content_type").stringValue()).isEqualTo("image/png");
    }

    @Test
    void anExpiredAddressIsRefusedAndForgotten() {
        Upload upload = request("late.txt");
        Upload other = request("in-time.txt");
        sql(
                "UPDATE upload_ticket SET expires_at = sw_now() - interval '1 second' WHERE id = ?",
                UUID.fromString(upload.id()));

        Answer late = put(upload, TEXT);
        assertThat(late.status()).isEqualTo(403);
        assertThat(late.json().path("detail").stringValue()).contains("expired");

        assertThat(server.service(UploadTickets.class).purge()).isGreaterThanOrEqualTo(1);
        assertThat(put(upload, TEXT).json().path("detail").stringValue()).contains("not valid");
        assertThat(put(other, TEXT).status()).isEqualTo(200);
    }

    @Test
    void anUploadThatBeganInTimeIsNotForgottenUnderWay() {
        Upload upload = request("long.bin");
        byte[] body = random(600_000);
        byte[] request = rawPut(upload, body);
        try (RawHttp slow = RawHttp.to(server.url())) {
            slow.send(request, 0, 400_000);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(claimed(upload)).isTrue());
            sql(
                    "UPDATE upload_ticket SET expires_at = sw_now() - interval '1 second' WHERE id = ?",
                    UUID.fromString(upload.id()));
            server.service(UploadTickets.class).purge();

            assertThat(slow.send(request, 400_000, request.length).reply().status()).isEqualTo(200);
        }
        assertThat(download(upload).body()).isEqualTo(body);
    }

    @Test
    void whatADeadNodeHeldIsFreeAgain() {
        Upload upload = request("orphan.txt");
        sql(
                "UPDATE upload_ticket SET claim = ?, node_id = ? WHERE id = ?",
                UUID.randomUUID(),
                UUID.randomUUID(),
                UUID.fromString(upload.id()));

        assertThat(put(upload, TEXT).status()).isEqualTo(200);
        assertThat(download(upload).body()).isEqualTo(TEXT);
    }

    @Test
    void theAddressDiesWithItsUser() {
        Upload upload = request("orphan.txt");
        server.service(Users.class)
                .disable(
                        server.admin(),
                        member.userId(),
                        new FileDisposition.KeepFiles(),
                        InSameTransaction.nothing());

        Answer refused = put(upload, TEXT);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("detail").stringValue()).contains("disabled");
    }
}
