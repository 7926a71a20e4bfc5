package dev.storeward.server.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.store.StoreException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
