package dev.storeward.server.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.crypto.MasterKeyException;
import org.junit.jupiter.api.Test;

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
}
