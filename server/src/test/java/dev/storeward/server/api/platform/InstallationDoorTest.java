package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.object.Sweeper;
import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.StoreView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InstallationDoorTest {
    private static final String INSTALLATION = "/installation";
    private static final String RELEASE = "/installation/release";
    private static final String MOVED = "{\"as\":\"moved\"}";
    private static final String COPY = "{\"as\":\"copy\"}";

    private final RunningServer server = RunningServer.start();
    private final Member member = server.member(1 << 20);

    @AfterEach
    void close() {
        server.close();
    }

    private PlatformClient client(String key) {
        return new PlatformClient(server, OpenApi.of(server), key);
    }

    private PlatformClient admin() {
        return client(RunningServer.ADMIN_KEY);
    }

    private Http files() {
        return new Http(server, member.key());
    }

    private JsonNode status() {
        return admin().expect(200, admin().get(INSTALLATION));
    }

    private String readiness() {
        Http.Answer answer = new Http(server, "").get("/readyz");
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }

    private void sql(String statement) {
        server.tx().forSystem().statement(sql -> sql.update(statement));
    }

    /** Starts again on a database that says it was recorded at another place. */
    private void becomeRestoredCopy() {
        sql("UPDATE installation SET fingerprint = 'EXTERNAL 1 other elsewhere:1 -'");
        server.restart();
    }

    private String uploaded() {
        Http.Answer answer = files().upload("file_name=a.txt", new byte[] {1, 2, 3});
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().at("/data/file_path").asString();
    }

    private byte[] read(String path) {
        Http.Answer answer = files().get("/api/v1/storage/objects/" + path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private int stored() {
        try (StoreView store = StoreView.ofFolder(server)) {
            return store.keys(member.tenantNumber()).size();
        }
    }

    @Test
    void anInstallationThatRunsWhereItIsRecordedHasNothingToDecide() {
        JsonNode status = status();

        assertThat(status.path("state").asString()).isEqualTo("normal");
        assertThat(status.path("recorded_at").asString()).startsWith("EXTERNAL ");
        assertThat(status.path("found_at").isNull()).isTrue();
        assertThat(status.path("copy_of").isNull()).isTrue();
        assertThat(status.path("frozen")).isEmpty();
        assertThat(readiness()).isEqualTo("ready\n");
        assertThat(admin().post(RELEASE, MOVED).status()).isEqualTo(409);
        assertThat(admin().post(RELEASE, COPY).status()).isEqualTo(409);
    }

    @Test
    void aRestoredCopyServesFilesAndRemovesNothingUntilItWasMoved() {
        String deleted = uploaded();
        becomeRestoredCopy();

        assertThat(status().path("state").asString()).isEqualTo("restored_copy");
        assertThat(readiness()).isEqualTo("ready\ninstallation: restored_copy\n");
        assertThat(read(deleted)).containsExactly(1, 2, 3);
        String later = uploaded();
        assertThat(files().delete("/api/v1/storage/objects/" + deleted).status()).isEqualTo(200);
        assertThat(server.service(Sweeper.class).sweep()).isZero();
        assertThat(stored()).isEqualTo(2);

        assertThat(
                        admin().post(RELEASE, "{\"as\":\"mine\"}")
                                .json()
                                .at("/errors/as")
                                .isMissingNode())
                .isFalse();
        Http.Answer released = admin().post(RELEASE, MOVED, "Idempotency-Key", "r-1");
        JsonNode moved = admin().expect(200, released);
        assertThat(moved.path("state").asString()).isEqualTo("normal");
        Http.Answer again = admin().post(RELEASE, MOVED, "Idempotency-Key", "r-1");
        assertThat(again.json()).isEqualTo(moved);
        assertThat(readiness()).startsWith("ready\n").doesNotContain("restored_copy");
        assertThat(read(later)).containsExactly(1, 2, 3);
        JsonNode events = admin().expect(200, admin().get("/audit?limit=1000")).path("items");
        assertThat(events.valueStream().map(event -> event.path("action").asString()))
                .containsSubsequence("installation.release", "installation.found_copied");
    }

    @Test
    void aReleasedCopyReadsTheOldPlaceAndTakesFilesAtANewOneOnly() {
        String old = uploaded();
        String original = status().path("id").asString();
        becomeRestoredCopy();

        JsonNode copy = admin().expect(200, admin().post(RELEASE, COPY));

        assertThat(copy.path("copy_of").asString()).isEqualTo(original);
        assertThat(copy.path("id").asString()).isNotEqualTo(original);
        assertThat(copy.path("left_locations").asInt()).isEqualTo(1);
        Http.Answer refused = files().upload("file_name=b.txt", new byte[] {4});
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("released as a copy", "STOREWARD_SHARED_URL");
        assertThat(read(old)).containsExactly(1, 2, 3);
        assertThat(readiness()).isEqualTo("ready\n");

        server.restart(
                Map.of("STOREWARD_SHARED_URL", server.data().resolve("objects/new").toString()));
        String fresh = uploaded();
        assertThat(read(fresh)).containsExactly(1, 2, 3);
        assertThat(read(old)).containsExactly(1, 2, 3);
        assertThat(files().delete("/api/v1/storage/objects/" + old).status()).isEqualTo(200);
        server.service(Sweeper.class).sweep();
        assertThat(stored()).as("the original's object").isEqualTo(1);
    }

    @Test
    void whatWasDecidedHoldsForEveryNode() {
        becomeRestoredCopy();
        try (RunningServer second = server.beside(Map.of())) {
            assertThat(new Http(second, "").get("/readyz").text())
                    .isEqualTo("ready\ninstallation: restored_copy\n");

            String id = admin().expect(200, admin().post(RELEASE, COPY)).path("id").asString();

            assertThat(new Http(second, "").get("/readyz").text()).isEqualTo("ready\n");
            assertThat(
                            new Http(second, RunningServer.ADMIN_KEY)
                                    .get("/api/v1/platform/installation")
                                    .json()
                                    .path("id")
                                    .asString())
                    .isEqualTo(id);
            assertThat(second.service(Sweeper.class).sweep()).isZero();
        }
    }

    @Test
    void onlySuperAdminsSeeOrDecide() {
        for (String role : List.of("member", "supervisor")) {
            PlatformClient other = client(server.member(server.tenant(member), role).key());
            assertThat(other.get(INSTALLATION).status()).as(role).isEqualTo(403);
            assertThat(other.post(RELEASE, MOVED).status()).as(role).isEqualTo(403);
        }
        assertThat(client("").get(INSTALLATION).status()).isEqualTo(401);
        assertThat(client("").post(RELEASE, MOVED).status()).isEqualTo(401);
    }
}
