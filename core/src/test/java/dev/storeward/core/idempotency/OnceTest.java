package dev.storeward.core.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Role;
import dev.storeward.core.db.BreakablePool;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.RetryLater;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnceTest {
    private static final KeyedRequest.Wording WORDING =
            new KeyedRequest.Wording("It is under way.", "It was another one.");

    private final CoreFixture core = CoreFixture.start();
    private final BreakablePool pool = new BreakablePool(core.database.dataSource());
    private final Tx tx = new Tx(pool);
    private final RetryLater retryLater = new RetryLater();
    private final Idempotency idempotency = new Idempotency(tx, Ids.next(), retryLater);

    @AfterEach
    void close() {
        core.close();
    }

    private String once(String fingerprint, Function<OnceWork.Keeping, String> work) {
        return idempotency.once(
                new KeyedRequest(
                        core.admin.userId(),
                        Role.SUPER_ADMIN,
                        "platform",
                        "k1",
                        fingerprint,
                        WORDING),
                new OnceWork<>() {
                    @Override
                    public String run(Keeping keeping) {
                        return work.apply(keeping);
                    }

                    @Override
                    public String replay(int status, String body) {
                        return "again " + status + " " + body;
                    }
                });
    }

    private String done(OnceWork.Keeping keeping) {
        tx.forSystem().run(sql -> keeping.keep(sql, 201, "made"));
        return "made";
    }

    @Test
    void theSecondRequestIsAnsweredAsTheFirst() {
        assertThat(once("f", this::done)).isEqualTo("made");

        assertThat(once("f", _ -> "made twice")).isEqualTo("again 201 made");
    }

    @Test
    void whatIsUnderWayOrUsedForAnotherIsRefusedInItsSendersWords() {
        once(
                "f",
                keeping -> {
                    assertThatThrownBy(() -> once("f", _ -> "made twice"))
                            .isInstanceOf(ProblemException.class)
                            .hasMessageContaining("It is under way.");
                    return done(keeping);
                });

        assertThatThrownBy(() -> once("g", _ -> "another"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("It was another one.");
    }

    @Test
    void aReleaseThatFailsHidesNothingAndIsMadeUpForLater() {
        assertThatThrownBy(() -> once("f", _ -> breaks(BreakablePool.away(), "the first failure")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the first failure");

        pool.breakWith(null);
        retryLater.settle();

        assertThat(once("f", this::done)).isEqualTo("made");
    }

    @Test
    void anErrorOfTheReleaseHidesNothingEitherAndIsMadeUpForLater() {
        Error second = new StackOverflowError("broken on purpose");

        assertThatThrownBy(() -> once("f", _ -> breaks(second, "the first failure")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the first failure");

        pool.breakWith(null);
        retryLater.settle();

        assertThat(once("f", this::done)).isEqualTo("made");
    }

    private String breaks(Throwable pools, String message) {
        pool.breakWith(pools);
        throw new IllegalStateException(message);
    }
}
