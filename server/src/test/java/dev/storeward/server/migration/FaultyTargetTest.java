package dev.storeward.server.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.Migration.State;
import dev.storeward.core.migration.request.MigrationTarget.Backend;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A target that spoils nearly a third of all calls: the migration completes, every file is right,
 * and it takes no more than three times as many calls as a target that works. {@code
 * -Dstoreward.rounds=20} moves twenty times as many files.
 */
class FaultyTargetTest {
    private static final int FILES = 60 * Integer.getInteger("storeward.rounds", 1);
    private static final int SPOILT = 30;

    private static final Fault SLOW_DOWN = new Fault.Answer("503 Slow Down");
    private static final Fault RESETS = new Fault.Refuse();
    private static final Fault TRUNCATES_SMALL = new Fault.CutReply(500);
    private static final Fault TRUNCATES_LARGE = new Fault.CutReply(100_000);
    private static final Fault CUTS_REQUESTS = new Fault.CutRequest(1_500);
    private static final Fault LIES = new Fault.WrongEtag();
    private static final Fault DROPS_REPLIES = new Fault.DropReply();

    private static FaultProxy proxy;
    private static S3Server bucket;
    private static RunningServer server;

    @BeforeAll
    static void start() {
        S3Server s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        proxy = FaultProxy.to(s3.endpoint());
        bucket = s3.through(proxy.endpoint());
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        proxy.close();
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of("answers 503", List.of(SLOW_DOWN)),
                Arguments.of("resets", List.of(RESETS, CUTS_REQUESTS)),
                Arguments.of("truncates", List.of(TRUNCATES_SMALL, TRUNCATES_LARGE)),
                Arguments.of("lies about ETags", List.of(LIES)),
                Arguments.of("drops the reply after storing", List.of(DROPS_REPLIES)),
                Arguments.of(
                        "everything",
                        List.of(
                                SLOW_DOWN,
                                RESETS,
                                CUTS_REQUESTS,
                                TRUNCATES_SMALL,
                                TRUNCATES_LARGE,
                                LIES,
                                DROPS_REPLIES)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void everyFileArrivesAtATargetThatSpoilsCalls(String what, List<Fault> faults) {
        Random seeds = new Random();
        long seed = seeds.nextLong();
        long clean = calls("clean " + what, seed, 0, faults);
        long spoilt = calls(what, seed, SPOILT, faults);
        assertThat(spoilt).as("%s: calls, %d without faults", what, clean).isLessThan(3 * clean);
    }

    /** How many calls a migration to the target makes. */
    private static long calls(String what, long seed, int percent, List<Fault> faults) {
        String told = what + ", seed " + seed;
        Mover mover = new Mover(server, seed);
        Random sizes = new Random(seed);
        for (int i = 0; i < FILES; i++) {
            mover.upload(
                    sizes.nextInt(8) == 0
                            ? 300_000 + sizes.nextInt(900_000)
                            : sizes.nextInt(20_000));
        }
        Map<String, String> settings = new HashMap<>(bucket.settings());
        settings.put("prefix", "faulty-" + UUID.randomUUID());
        UUID target = mover.backend("faulty", "s3", settings);
        proxy.set(new Fault.OfCalls(0, faults, new Random(seed)));
        Migration begun = mover.start(new Backend(target));
        long before = proxy.connections();
        proxy.set(new Fault.OfCalls(percent, faults, new Random(seed)));
        Migration ended = mover.ended(begun.id());
        long calls = proxy.connections() - before;
        proxy.set(new Fault.None());

        assertThat(ended.state()).as("%s: %s", told, ended).isEqualTo(State.COMPLETED);
        assertThat(ended.progress().migratedFiles()).as(told).isEqualTo(FILES);
        assertThat(mover.lie()).as(told).isEqualTo(Map.of(target, (long) FILES));
        mover.requireReadable(told);
        return calls;
    }

    @Test
    void theProxySpoilsAsManyCallsAsItIsTold() {
        long spoilt = 0;
        Fault.OfCalls told = new Fault.OfCalls(SPOILT, List.of(SLOW_DOWN), new Random(4));
        for (int i = 0; i < 10_000; i++) {
            spoilt += told.next() instanceof Fault.Answer ? 1 : 0;
        }
        assertThat(spoilt).isBetween(2_800L, 3_200L);
    }
}
