package dev.storeward.server.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.Shape;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.proof.server.StoreView;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Forty-eight uploads at once at the limit: what fits is taken, to the byte, and nothing else. */
@ExtendWith(SharedServers.class)
class QuotaUnderLoadTest {
    private static final int UPLOADS = 48;

    private static RunningServer server;
    private static StoreView store;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        store = SharedServers.on(SharedServers.Kind.LOCAL).store();
    }

    @ParameterizedTest
    @CsvSource({
        "RAW,10000",
        "RAW_CHUNKED,10000",
        "FORM,10000",
        "FORM_CHUNKED,10000",
        "RAW,300000",
        "FORM,300000"
    })
    void exactlyAsManyAreTakenAsFit(Shape shape, int size) {
        for (int round = 0; round < Rounds.or(1); round++) {
            int fit = 21;
            Member member = server.member((long) fit * size + size / 2);
            byte[] file = new byte[size];

            List<Reply> replies =
                    Parallel.run(
                            UPLOADS,
                            i ->
                                    RawHttp.exchange(
                                            server.url(),
                                            shape.upload(member.key(), "f" + i, file)));

            assertThat(replies).extracting(Reply::status).containsOnly(201, 413);
            assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(fit);
            assertThat(replies)
                    .filteredOn(reply -> reply.status() == 413)
                    .allSatisfy(reply ->
                            assertThat(reply.json().get("error").get("code").asString())
                                    .isEqualTo("REQUEST_ENTITY_TOO_LARGE"));
            Books books = Books.settled(server, store, member);
            assertThat(books.charged()).isEqualTo((long) fit * size);
            fillsToTheLastByte(member, size / 2);
        }
    }

    /** What is left can be used in full, and not one byte more; a delete makes room at once. */
    private static void fillsToTheLastByte(Member member, int left) {
        Http http = new Http(server, member.key());
        assertThat(http.upload("file_name=over", new byte[left + 1]).status()).isEqualTo(413);
        Http.Answer last = http.upload("file_name=last", new byte[left]);
        assertThat(last.status()).isEqualTo(201);
        assertThat(http.upload("file_name=one", new byte[1]).status()).isEqualTo(413);
        String name = last.json().get("data").get("file_path").asString();
        assertThat(http.delete("/api/v1/storage/objects/" + name).status()).isEqualTo(200);
        assertThat(http.upload("file_name=again", new byte[left]).status()).isEqualTo(201);
        Books.settled(server, store, member);
    }

    @Test
    void filesOfDifferentSizesAreRefusedOnlyWhereTheyDoNotFit() {
        for (int round = 0; round < Rounds.or(1); round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            int[] sizes = random.ints(UPLOADS, 1, 400_000).toArray();
            Shape[] shapes =
                    random.ints(UPLOADS, 0, 2)
                            .mapToObj(i -> i == 0 ? Shape.RAW : Shape.FORM)
                            .toArray(Shape[]::new);
            long limit = 4_000_000L + random.nextInt(1_000_000);
            Member member = server.member(limit);

            List<Reply> replies =
                    Parallel.run(
                            UPLOADS,
                            i ->
                                    RawHttp.exchange(
                                            server.url(),
                                            shapes[i].upload(
                                                    member.key(), "f" + i, new byte[sizes[i]])));

            long taken = 0;
            for (int i = 0; i < UPLOADS; i++) {
                taken += replies.get(i).status() == 201 ? sizes[i] : 0;
            }
            assertThat(taken).as("seed %s", seed).isLessThanOrEqualTo(limit);
            for (int i = 0; i < UPLOADS; i++) {
                if (replies.get(i).status() != 201) {
                    assertThat(replies.get(i).status()).as("seed %s", seed).isEqualTo(413);
                    assertThat((long) sizes[i])
                            .as("a refused file, seed %s", seed)
                            .isGreaterThan(limit - taken);
                }
            }
            assertThat(Books.settled(server, store, member).charged())
                    .as("seed %s", seed)
                    .isEqualTo(taken);
        }
    }

    /**
     * Nobody can know which of many bodies of unknown length will be the one that does not fit:
     * they are charged as they come. The limit holds, nothing drifts, and one after the other they
     * fill it to the last byte.
     */
    @ParameterizedTest
    @EnumSource(
            value = Shape.class,
            names = {"RAW_CHUNKED", "FORM_CHUNKED"})
    void largeBodiesOfUnknownLengthNeverPassTheLimit(Shape shape) {
        int size = 700_000;
        int fit = 8;
        Member member = server.member((long) fit * size);
        byte[] request = shape.upload(member.key(), "f", new byte[size]);

        List<Reply> replies = Parallel.run(UPLOADS, i -> RawHttp.exchange(server.url(), request));

        assertThat(replies).extracting(Reply::status).containsOnly(201, 413);
        long taken = replies.stream().filter(reply -> reply.status() == 201).count();
        assertThat(taken).isBetween(1L, (long) fit);
        assertThat(Books.settled(server, store, member).charged()).isEqualTo(taken * size);
        for (long more = taken; more < fit; more++) {
            assertThat(RawHttp.exchange(server.url(), request).status()).isEqualTo(201);
        }
        assertThat(RawHttp.exchange(server.url(), request).status()).isEqualTo(413);
        assertThat(Books.settled(server, store, member).charged()).isEqualTo((long) fit * size);
    }
}
