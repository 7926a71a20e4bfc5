package dev.storeward.core.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.Ids;
import dev.storeward.core.job.RetryLater;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private final CoreFixture core = CoreFixture.start();
    private final UUID nodeId = Ids.next();
    private final Idempotency here = new Idempotency(core.tx, nodeId, new RetryLater());
    private final Idempotency elsewhere = new Idempotency(core.tx, Ids.next(), new RetryLater());

    @AfterEach
    void close() {
        core.close();
    }

    private ClaimResult claim(Idempotency node, String fingerprint) {
        return node.claim(core.admin.userId(), Role.SUPER_ADMIN, "platform", "k1", fingerprint);
    }

    private Claim fresh(Idempotency node) {
        return ((ClaimResult.Fresh) claim(node, "f")).claim();
    }

    private void beat() {
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update("INSERT INTO node VALUES (?, 'n', sw_now(), sw_now())", nodeId));
    }

    @Test
    void aRequestSentTwiceIsDoneOnce() {
        Claim claim = fresh(here);
        assertThat(claim(here, "f")).isEqualTo(new ClaimResult.Running());

        assertThat(here.complete(claim, 201, "{}")).isTrue();

        assertThat(claim(here, "f")).isEqualTo(new ClaimResult.Replay(201, "{}"));
    }

    @Test
    void anAnswerIsNotGivenAgainToALowerRole() {
        UUID user = core.user(core.tenant("acme"), "a@acme.test", Role.SUPERVISOR).id();
        Claim claim =
                ((ClaimResult.Fresh) here.claim(user, Role.SUPERVISOR, "platform", "k1", "f"))
                        .claim();
        here.complete(claim, 201, "{}");

        assertThat(here.claim(user, Role.MEMBER, "platform", "k1", "f"))
                .isEqualTo(new ClaimResult.Beyond());
        assertThat(here.claim(user, Role.SUPERVISOR, "platform", "k1", "f"))
                .isEqualTo(new ClaimResult.Replay(201, "{}"));
        core.sql("UPDATE idempotency SET role = NULL");
        assertThat(here.claim(user, Role.MEMBER, "platform", "k1", "f"))
                .as("of the release before")
                .isEqualTo(new ClaimResult.Replay(201, "{}"));
    }

    @Test
    void aKeyBelongsToOneRequestOneUserAndOneScope() {
        Claim claim = fresh(here);
        assertThat(claim(here, "g")).isEqualTo(new ClaimResult.Mismatch());
        here.complete(claim, 200, "");
        assertThat(claim(here, "g")).isEqualTo(new ClaimResult.Mismatch());

        assertThat(here.claim(core.admin.userId(), Role.SUPER_ADMIN, "files", "k1", "g"))
                .isInstanceOf(ClaimResult.Fresh.class);
        UUID other = core.user(core.tenant("acme"), "a@acme.test", Role.MEMBER).id();
        assertThat(here.claim(other, Role.MEMBER, "platform", "k1", "g"))
                .isInstanceOf(ClaimResult.Fresh.class);
    }

    @Test
    void aRequestThatFailedMayBeSentAgain() {
        here.release(fresh(here));

        assertThat(claim(here, "f")).isInstanceOf(ClaimResult.Fresh.class);
    }

    @Test
    void whatALiveNodeDoesIsLeftToIt() {
        beat();
        fresh(here);

        assertThat(claim(elsewhere, "f")).isEqualTo(new ClaimResult.Running());
    }

    @Test
    void whatASilentNodeBeganIsTakenOverAndItCompletesNothing() {
        beat();
        Claim late = fresh(here);
        core.moveTime(Duration.ofSeconds(31));

        Claim taken = fresh(elsewhere);

        assertThat(here.complete(late, 201, "late")).isFalse();
        assertThat(elsewhere.complete(taken, 201, "taken")).isTrue();
        assertThat(claim(here, "f")).isEqualTo(new ClaimResult.Replay(201, "taken"));
    }

    @Test
    void afterAnHourEvenALiveNodesRequestMayBeBegunAnew() {
        fresh(here);
        core.moveTime(Duration.ofMinutes(61));

        assertThat(claim(here, "f")).isInstanceOf(ClaimResult.Fresh.class);
    }

    @Test
    void anAnswerIsKeptForADay() {
        here.complete(fresh(here), 201, "{}");
        core.moveTime(Duration.ofHours(23));
        assertThat(claim(here, "f")).isEqualTo(new ClaimResult.Replay(201, "{}"));
        assertThat(core.tx.forSystem().<Integer>statement(Idempotency::purge)).isZero();

        core.moveTime(Duration.ofHours(25));

        assertThat(core.tx.forSystem().<Integer>statement(Idempotency::purge)).isEqualTo(1);
        assertThat(claim(here, "g")).isInstanceOf(ClaimResult.Fresh.class);
    }
}
