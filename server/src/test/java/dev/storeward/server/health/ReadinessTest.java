package dev.storeward.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    @Test
    void aNodeIsReadyWhileItsMasterKeyOpensTheDatabasesSecrets() {
        try (RunningServer server = RunningServer.start()) {
            Http nobody = new Http(server, "");
            assertThat(nobody.get("/readyz").status()).isEqualTo(200);

            run(server, "UPDATE installation SET check_value = check_value || '\\x00'::bytea");
            assertThat(nobody.get("/readyz").status()).isEqualTo(503);
            assertThat(nobody.get("/readyz").text()).contains("master key");
            assertThat(nobody.get("/healthz").status()).isEqualTo(200);

            run(
                    server,
                    "UPDATE installation SET check_value = substring(check_value FOR length(check_value) - 1)");
            assertThat(nobody.get("/readyz").status()).isEqualTo(200);
        }
    }

    private static void run(RunningServer server, String statement) {
        server.tx().forSystem().statement(sql -> sql.update(statement));
    }
}
