package dev.storeward.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.crypto.MasterKeys;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.testkit.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkKeysTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir private Path folder;

    private final CoreFixture core = CoreFixture.start();
    private final SettableClock clock = new SettableClock(Instant.now());
    private LinkKeys here;
    private LinkKeys there;

    @BeforeEach
    void startTwoNodes() {
        MasterKeys master =
                MasterKeys.create(
                        folder.resolve("master.key"), core.random, InstantSource.system());
        Sealer sealer = new Sealer(master, master.newest().id(), core.random);
        here = new LinkKeys(core.tx, sealer, core.random, clock);
        there = new LinkKeys(core.tx, sealer, core.random, clock);
    }

    @AfterEach
    void close() {
        core.close();
    }

    private void pass(Duration time) {
        clock.advance(time);
        core.moveTime(Duration.between(Instant.now(), clock.instant()));
    }

    @Test
    void aNewKeySignsWhenEveryNodeKnowsItAndNotBefore() {
        String old = here.signing().kid();
        assertThat(there.signing().kid()).isEqualTo(old);

        here.rotate();

        pass(Duration.ofSeconds(90));
        assertThat(here.signing().kid()).isEqualTo(old);
        assertThat(there.signing().kid()).isEqualTo(old);
        pass(Duration.ofSeconds(45));
        assertThat(here.signing().kid()).isNotEqualTo(old);
        assertThat(there.signing().kid()).isEqualTo(here.signing().kid());
    }

    @Test
    void aLinkSignedWithTheLastBreathOfAKeyLivesItsWholeLife() {
        here.signing();
        here.rotate();
        pass(Duration.ofSeconds(115));
        String old = here.signing().kid();
        pass(Duration.ofMinutes(1));
        assertThat(here.signing().kid()).isNotEqualTo(old);

        pass(WEEK.minusMinutes(1));
        here.rotate();

        assertThat(here.byKid(old)).isPresent();
        assertThat(there.byKid(old)).isPresent();
        pass(Duration.ofHours(2));
        here.rotate();
        assertThat(here.byKid(old)).isEmpty();
    }

    @Test
    void namesNobodyKnowsCostOneReadingASecond() {
        here.signing();
        there.rotate();
        String fresh =
                core.tx
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT kid FROM link_key WHERE retired_at IS NULL",
                                        row -> row.text("kid")));

        assertThat(here.byKid(fresh)).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(here.byKid(fresh)).isPresent();
    }

    @Test
    void aKeyThatIsKnownIsNotUnsealedAgain() {
        String kid = here.signing().kid();
        core.sql("UPDATE link_key SET sealed = ''");

        pass(Duration.ofMinutes(2));

        assertThat(here.byKid(kid)).isPresent();
        assertThat(here.signing().kid()).isEqualTo(kid);
    }

    @Test
    void aNodesClockMayBeWrong() {
        clock.advance(Duration.ofHours(-5));
        String old = here.signing().kid();
        here.rotate();

        clock.advance(Duration.ofSeconds(61));

        assertThat(here.signing().kid()).isEqualTo(old);
    }
}
