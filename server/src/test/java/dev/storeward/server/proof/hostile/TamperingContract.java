package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.proof.server.SharedServers.Kind;
import dev.storeward.server.proof.server.StoreView;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever may write into the bucket can destroy a file and never forge one: not one wrong byte
 * leaves the server, and nothing that is cut short looks whole.
 */
@ExtendWith(SharedServers.class)
abstract class TamperingContract {
    private static final String OBJECTS = "/api/v1/storage/objects/";

    /** The layout of a stored object: a header of 40 bytes and segments that end in 16 of a tag. */
    private static final int SEGMENT = 64 << 10;

    private static final int HEADER = 40;
    private static final int TAG = 16;

    /** Three whole segments and a piece. */
    private static final int SIZE = 200_000;

    private static final int STORED = HEADER + SIZE + 4 * TAG;

    private RunningServer server;
    private StoreView store;
    private Member member;

    abstract Kind kind();

    @BeforeEach
    void server() {
        server = SharedServers.on(kind()).server();
        store = SharedServers.on(kind()).store();
        member = server.member(1 << 30);
    }

    /**
     * A stored file: its plain bytes, its address and the key of its object, which are the same.
     */
    private record Stored(Member owner, String name, byte[] plain) {}

    private Stored stored(Member owner, int seed) {
        byte[] plain = new byte[SIZE];
        new Random(seed).nextBytes(plain);
        Answer answer = new Http(server, owner.key()).upload("file_name=a.bin", plain);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        String name = answer.json().at("/data/file_path").asString();
        assertThat(store.read(name)).hasSize(STORED);
        return new Stored(owner, name, plain);
    }

    private Reply download(Stored file, String... headers) {
        return RawHttp.exchange(
                server.url(), "GET", OBJECTS + file.name(), file.owner().key(), headers);
    }

    /** Where the plain bytes of a segment begin. */
    private static int plainStart(int segment) {
        return segment == 0 ? 0 : segment * (SEGMENT - TAG) - HEADER;
    }

    private static void assertUnreadable(Reply reply, String what) {
        assertThat(reply.status()).as(what).isEqualTo(503);
        assertThat(reply.header("Retry-After")).as(what).isNotEmpty();
        assertThat(reply.json().at("/error/code").asString())
                .as(what)
                .isEqualTo("STORAGE_UNAVAILABLE");
    }

    /** The first segments may be released, none of the others; the connection does not end well. */
    private static void assertCut(Reply reply, Stored file, int most, String what) {
        assertThat(reply.status()).as(what).isEqualTo(200);
        assertThat(reply.announced()).as(what).isEqualTo(SIZE);
        assertThat(reply.body().length).as(what).isLessThanOrEqualTo(most);
        assertThat(reply.body())
                .as(what)
                .isEqualTo(Arrays.copyOf(file.plain(), reply.body().length));
    }

    @Test
    void noFlippedBitIsServed() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Stored file = stored(member, 1);
        byte[] sound = store.read(file.name());
        int[] chosen = {
            0,
            1,
            20,
            HEADER - 1,
            HEADER,
            SEGMENT - 1,
            SEGMENT,
            SEGMENT + 100,
            2 * SEGMENT - TAG,
            3 * SEGMENT,
            STORED - TAG,
            STORED - 1
        };
        int[] positions =
                java.util.stream.IntStream.concat(
                                Arrays.stream(chosen), random.ints(Rounds.or(1) * 12L, 0, STORED))
                        .toArray();
        for (int position : positions) {
            String what = "bit of byte " + position + ", seed " + seed;
            byte[] wrong = sound.clone();
            wrong[position] ^= (byte) (1 << random.nextInt(8));
            store.write(file.name(), wrong);
            int segment = position / SEGMENT;

            Reply whole = download(file);

            if (segment == 0) {
                assertUnreadable(whole, what);
            } else {
                assertCut(whole, file, plainStart(segment), what);
            }
            int inside = plainStart(segment) + 50;
            assertUnreadable(download(file, "Range: bytes=" + inside + "-" + (inside + 9)), what);
            int elsewhere = plainStart((segment + 1) % 4) + 50;
            Reply sane = download(file, "Range: bytes=" + elsewhere + "-" + (elsewhere + 9));
            assertThat(sane.status()).as(what).isEqualTo(206);
            assertThat(sane.body())
                    .as(what)
                    .isEqualTo(Arrays.copyOfRange(file.plain(), elsewhere, elsewhere + 10));
        }
        store.write(file.name(), sound);
        assertThat(download(file).body()).isEqualTo(file.plain());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                HEADER,
                HEADER + 1,
                SEGMENT - 1,
                SEGMENT,
                SEGMENT + 1,
                3 * SEGMENT,
                STORED - TAG,
                STORED - 1
            })
    void aShortenedObjectIsNotServed(int length) {
        Stored file = stored(member, 2);
        store.write(file.name(), Arrays.copyOf(store.read(file.name()), length));

        Reply whole = download(file);

        if (length < SEGMENT) {
            assertUnreadable(whole, "cut to " + length);
        } else {
            assertCut(whole, file, plainStart(length / SEGMENT), "cut to " + length);
        }
        assertUnreadable(
                download(file, "Range: bytes=" + (SIZE - 10) + "-"), "the end, cut to " + length);
    }

    @Test
    void bytesBehindTheEndAreNotServed() {
        Stored file = stored(member, 3);
        store.write(file.name(), Arrays.copyOf(store.read(file.name()), STORED + 1000));

        Reply reply = download(file);

        // The object is longer than the database says: what it says is served, and no more.
        if (reply.status() == 200) {
            assertThat(reply.body()).isEqualTo(file.plain());
        } else {
            assertUnreadable(reply, "lengthened");
        }
    }

    @Test
    void anObjectInAnothersPlaceIsNotServed() {
        Stored mine = stored(member, 4);
        Stored alsoMine = stored(member, 5);
        Stored colleagues = stored(server.member(server.tenant(member), "member"), 6);
        Stored strangers = stored(server.member(1 << 30), 7);
        byte[] sound = store.read(mine.name());
        for (Stored other : new Stored[] {alsoMine, colleagues, strangers}) {
            byte[] theirs = store.read(other.name());
            store.write(mine.name(), theirs);
            store.write(other.name(), sound);

            assertUnreadable(download(mine), "my file holding theirs");
            assertUnreadable(download(other), "their file holding mine");
            assertUnreadable(download(mine, "Range: bytes=100000-100010"), "a part of it");

            store.write(mine.name(), sound);
            store.write(other.name(), theirs);
            assertThat(download(mine).body()).isEqualTo(mine.plain());
            assertThat(download(other).body()).isEqualTo(other.plain());
        }
    }

    @Test
    void segmentsInAnotherOrderAreNotServed() {
        Stored file = stored(member, 8);
        byte[] wrong = store.read(file.name());
        byte[] second = Arrays.copyOfRange(wrong, SEGMENT, 2 * SEGMENT);
        System.arraycopy(wrong, 2 * SEGMENT, wrong, SEGMENT, SEGMENT);
        System.arraycopy(second, 0, wrong, 2 * SEGMENT, SEGMENT);
        store.write(file.name(), wrong);

        assertCut(download(file), file, plainStart(1), "swapped segments");
        assertUnreadable(download(file, "Range: bytes=70000-70010"), "swapped segments");
    }

    @Test
    void aLinkServesNoMoreThanADownload() {
        Stored file = stored(member, 9);
        String url =
                new Http(server, member.key())
                        .get(OBJECTS + file.name() + "/presigned-url")
                        .json()
                        .at("/data/url")
                        .asString();
        byte[] wrong = store.read(file.name());
        wrong[STORED - 1] ^= 1;
        store.write(file.name(), wrong);

        Reply reply =
                RawHttp.exchange(server.url(), "GET", url.substring(server.url().length()), "");

        assertCut(reply, file, plainStart(3), "a link");
    }
}
