package dev.storeward.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.job.DisagreementException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodesAgreeTest {

    private static long sharedBackends(RunningServer server) {
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT count(*) AS n FROM backend WHERE name = 'shared' AND state = 'active'",
                                row -> row.number("n")));
    }

    @Test
    void aSecondNodeOnAFolderOfItsOwnDoesNotStartAndRetiresNothing() {
        try (RunningServer first =
                RunningServer.start(Map.of("STOREWARD_FOLDERS_ON_ALL_NODES", "false"))) {
            assertThatThrownBy(() -> first.beside(Map.of()))
                    .hasRootCauseInstanceOf(DisagreementException.class)
                    .rootCause()
                    .hasMessageContaining(
                            "STOREWARD_SHARED_URL is a folder of this machine. Name a bucket there,"
                                    + " or set STOREWARD_FOLDERS_ON_ALL_NODES=true on all nodes");
            assertThat(sharedBackends(first)).isEqualTo(1);
        }
    }

    @Test
    void aSecondNodeWithAnotherSharedPlaceDoesNotStartAndRetiresNothing() {
        try (RunningServer first = RunningServer.start()) {
            String other = first.data().resolve("objects").resolve("other").toString();

            assertThatThrownBy(() -> first.beside(Map.of("STOREWARD_SHARED_URL", other)))
                    .hasRootCauseInstanceOf(DisagreementException.class)
                    .rootCause()
                    .hasMessageContaining(
                            "STOREWARD_SHARED_URL must be the same on all nodes: it is")
                    .hasMessageContaining(other);
            assertThat(sharedBackends(first)).isEqualTo(1);
            try (RunningServer alike = first.beside(Map.of())) {
                assertThat(new Http(alike, "").get("/readyz").status()).isEqualTo(200);
            }
        }
    }
}
