package dev.storeward.server.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.junit.jupiter.api.Test;

/** One bound for what requests hold whole, half of it for one owner. */
class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(1_000);

    private static HttpServletRequest request(Object owner) {
        Request request = new Request(new Connector(), new org.apache.coyote.Request());
        MemoryBudget.owned(request, owner);
        return request;
    }

    private interface Work {
        void run() throws IOException, ServletException;
    }

    /** Holds memory for a request while something else happens. */
    private void holding(Object owner, long bytes, Work meanwhile)
            throws IOException, ServletException {
        HttpServletRequest request = request(owner);
        budget.doFilter(
                request,
                new Response(new org.apache.coyote.Response()),
                (held, ignored) -> {
                    MemoryBudget.take((HttpServletRequest) held, bytes);
                    meanwhile.run();
                });
    }

    @Test
    void anOwnerHasHalfAndOthersTheRest() throws Exception {
        holding(
                "one",
                500,
                () -> {
                    assertThatThrownBy(() -> holding("one", 1, () -> {}))
                            .isInstanceOfSatisfying(
                                    ProblemException.class,
                                    e ->
                                            assertThat(e.problem())
                                                    .isInstanceOf(Problem.Unavailable.class));
                    holding(
                            "two",
                            500,
                            () -> {
                                assertThat(budget.used()).isEqualTo(1_000);
                                assertThatThrownBy(() -> holding("three", 1, () -> {}))
                                        .isInstanceOf(ProblemException.class);
                            });
                    assertThatCode(() -> holding("three", 400, () -> {}))
                            .doesNotThrowAnyException();
                });
    }

    @Test
    void whatARequestHadIsGivenBackHoweverItEnds() throws Exception {
        assertThatThrownBy(() ->
                        holding(
                                "one",
                                300,
                                () -> {
                                    throw new IOException("cut");
                                }))
                .hasMessage("cut");

        assertThat(budget.used()).isZero();
        holding("one", 500, () -> assertThat(budget.used()).isEqualTo(500));
        assertThat(budget.used()).isZero();
    }
}
