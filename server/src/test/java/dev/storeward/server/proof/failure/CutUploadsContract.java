package dev.storeward.server.proof.failure;

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
import dev.storeward.server.proof.server.SharedServers.Kind;
import dev.storeward.server.proof.server.SharedServers.Served;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that go away in the middle of an upload, on whatever store a subclass names. */
@ExtendWith(SharedServers.class)
abstract class CutUploadsContract {
    private static final int[] SIZES = {3_000, 200_000, 900_000, 9_000_000, 18_000_000};

    abstract Kind kind();

    /**
     * One upload that is cut.
     *
     * @param at how many bytes of the request leave
     * @param reset whether the connection is reset, or ended as by a client that closes
     */
    private record Cut(Shape shape, int size, int at, boolean reset) {
        static Cut random(Random random, int number) {
            Shape shape = Shape.number(number);
            int size = SIZES[number / 4 % SIZES.length];
            // Past the request's head, and before the boundary or chunk that ends a body.
            int at = 400 + random.nextInt(size - 500);
            return new Cut(shape, size, at, random.nextBoolean());
        }

        /** The answer's status, 0 where there can be none. */
        int send(RunningServer server, Member member) {
            byte[] request = shape.upload(member.key(), "cut.bin", new byte[size]);
            try (RawHttp http = RawHttp.to(server.url())) {
                http.send(request, 0, at);
                if (reset) {
                    http.reset();
                    return 0;
                }
                return http.end().reply().status();
            }
        }
    }

    @Test
    void twentyCutUploadsLeaveNothing() {
        Served served = SharedServers.on(kind());
        for (int round = 0; round < Rounds.or(1); round++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            Member member = served.server().member(1L << 30);
            List<Cut> cuts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                cuts.add(Cut.random(random, i));
            }

            List<Integer> statuses =
                    Parallel.run(20, i -> cuts.get(i).send(served.server(), member));

            for (int i = 0; i < 20; i++) {
                assertThat(statuses.get(i))
                        .as("%s, seed %s", cuts.get(i), seed)
                        .isEqualTo(cuts.get(i).reset() ? 0 : 408);
            }
            Books books = Books.settled(served.server(), served.store(), member);
            assertThat(books.files()).as("seed %s", seed).isZero();
            assertThat(books.charged()).as("seed %s", seed).isZero();
            assertThat(usedBytes(served.server(), member)).as("seed %s", seed).isZero();
        }
    }

    @Test
    void aCutUploadCanBeSentAgainAtOnce() {
        Served served = SharedServers.on(kind());
        Member member = served.server().member(9_000_000);
        byte[] file = new byte[9_000_000];
        new Random(1).nextBytes(file);
        byte[] request = Shape.RAW.upload(member.key(), "again.bin", file);
        try (RawHttp http = RawHttp.to(served.server().url())) {
            assertThat(http.send(request, 0, 8_900_000).end().reply().status()).isEqualTo(408);
        }

        Reply again = RawHttp.exchange(served.server().url(), request);

        assertThat(again.status()).as(again.toString()).isEqualTo(201);
        String name = again.json().get("data").get("file_path").asString();
        assertThat(
                        new Http(served.server(), member.key())
                                .get("/api/v1/storage/objects/" + name)
                                .body())
                .isEqualTo(file);
        Books.settled(served.server(), served.store(), member);
    }

    private static long usedBytes(RunningServer server, Member member) {
        return new Http(server, member.key())
                .get("/api/v1/storage/usage")
                .json()
                .get("data")
                .get("used_bytes")
                .asLong();
    }
}
