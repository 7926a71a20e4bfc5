package dev.storeward.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.crypto.Installation;
import dev.storeward.core.job.Node;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
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

    @Test
    void aNodeWhoseHeartbeatFailsIsNotReadyBeforeItsUploadsAreTakenBack() {
        try (RunningServer server = RunningServer.start()) {
            AtomicReference<Duration> silence = new AtomicReference<>(Duration.ofSeconds(20));
            Readiness readiness =
                    new Readiness(
                            server.tx(),
                            server.service(Installation.class),
                            silence::get,
                            InstantSource.system());
            assertThat(readiness.state()).isEqualTo(Readiness.State.READY);

            silence.set(Duration.ofMillis(20_001));

            assertThat(readiness.state()).isEqualTo(Readiness.State.NO_HEARTBEAT);
            assertThat(server.service(Node.class).silence()).isLessThan(Duration.ofSeconds(20));
        }
    }

    private static void run(RunningServer server, String statement) {
        server.tx().forSystem().statement(sql -> sql.update(statement));
    }
}
