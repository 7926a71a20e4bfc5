package dev.storeward.server.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.storeward.core.Problem;
import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.store.StoreException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ProblemsTest {
    @Test
    void aMissingMasterKeyIsTheOperatorsToPutBackAndItsFileIsNotTold() {
        Problem problem =
                Problems.of(new MasterKeyException("The file /secret/master.key lacks mk_1."))
                        .orElseThrow();

        assertThat(problem).isInstanceOf(Problem.Unavailable.class);
        assertThat(problem.message())
                .contains("operator must put it back")
                .doesNotContain("/secret/master.key");
    }

    /** Another test of this process may have used up the line of this minute. */
    @Test
    void requestsThatNeedAMissingMasterKeyDoNotFillTheLog() {
        Logger log = (Logger) LoggerFactory.getLogger(Problems.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            for (int i = 0; i < 40; i++) {
                assertThat(Problems.of(new MasterKeyException("The file k lacks mk_1.")))
                        .isPresent();
            }
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.ERROR);
                    assertThat(line.getFormattedMessage())
                            .startsWith("A request needs a master key: The file k lacks mk_1.");
                    assertThat(line.getThrowableProxy()).isNull();
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"UNAVAILABLE", "TIMEOUT", "CONFLICT"})
    void aDatabaseThatIsAwayOrTooSlowIsToBeAskedAgain(DatabaseException.Kind kind) {
        Problem problem =
                Problems.of(new DatabaseException(kind, "It is so.", new SQLException()))
                        .orElseThrow();

        assertThat(problem)
                .isEqualTo(new Problem.Unavailable("It is so. Send the request again.", 5));
        assertThat(answer(problem).headers()).containsEntry("Retry-After", "5");
        assertThat(answer(problem).status()).isEqualTo(503);
    }

    @Test
    void whatLiesInAnArchiveIsNotToBeAskedAgain() {
        Problem problem =
                Problems.of(
                                new StoreException(
                                        StoreException.Code.ARCHIVED,
                                        "The object must be restored at the provider first."))
                        .orElseThrow();

        assertThat(problem)
                .isEqualTo(
                        new Problem.Archived(
                                "The bucket failed. The object must be restored at the provider"
                                        + " first."));
        assertThat(answer(problem).status()).isEqualTo(409);
        assertThat(answer(problem).headers()).doesNotContainKey("Retry-After");
    }

    private static Response answer(Problem problem) {
        return new ProblemJsonMapper(new Json(), "/") {}.of(problem, "r");
    }
}
