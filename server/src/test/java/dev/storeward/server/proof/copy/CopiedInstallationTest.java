package dev.storeward.server.proof.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http;
import dev.storeward.server.proof.server.PreparedDatabase;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.StoreView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * Copies of an installation, taken at random moments under uploads and deletes and started beside
 * it: whatever is done in a copy, no file of the original is harmed.
 */
class CopiedInstallationTest {
    private static final int USERS = 4;
    private static final Duration LONG_AFTER = Duration.ofHours(2);

    /** What is copied, and what an operator says of the copy. */
    private enum Kind {
        FOLDER,
        WHOLE_MACHINE,
        FOLDER_RELEASED_AS_COPY,
        /** An operator's mistake: the original lives on. */
        FOLDER_RELEASED_AS_MOVED
    }

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Path folder;
    private final Path bucket;
    private final List<String> keys = new ArrayList<>();
    private final List<BusyUser> users = new ArrayList<>();

    /** By address, what was under way when a copy was taken. */
    private final Map<String, byte[]> held = new LinkedHashMap<>();

    private long underWay;
    private long waiting;

    CopiedInstallationTest(@TempDir Path folder) {
        this.folder = folder;
        this.bucket = folder.resolve("bucket");
    }

    @Test
    void noFileOfTheOriginalIsHarmedByACopy() throws Exception {
        Path data = PreparedDatabase.into(folder.resolve("original"));
        try (EmbeddedInstallation original = EmbeddedInstallation.start(data, bucket)) {
            await().atMost(Duration.ofSeconds(30)).until(this::isMarked);
            addUsers(original);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> working = new ArrayList<>();
                users.forEach(user -> working.add(threads.submit(user::work)));
                try {
                    for (int round = 0; round < Rounds.or(5); round++) {
                        Thread.sleep(300 + random.nextInt(700));
                        Path copy = folder.resolve("copy-" + round);
                        copyUnderAnUpload(original, copy);
                        play(copy, Kind.values()[round % Kind.values().length]);
                        FileSystemUtils.deleteRecursively(copy);
                        nothingIsHarmed(original, round);
                    }
                } finally {
                    users.forEach(BusyUser::stop);
                }
                for (Future<?> user : working) {
                    user.get();
                }
            }
            nothingIsHarmed(original, -1);
        }
        assertThat(underWay).as("uploads that copies found under way").isPositive();
        assertThat(waiting).as("objects that copies had to remove").isPositive();
    }

    /**
     * One upload at least is in its middle, and acknowledged afterwards unless copying took long.
     */
    private void copyUnderAnUpload(EmbeddedInstallation original, Path copy) throws Exception {
        HeldUpload upload = HeldUpload.begin(original.as(keys.getLast()), random);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> original.count("state = 'writing' AND charged >= 400000") > 0);
        original.copyTo(copy);
        upload.finish().ifPresent(address -> held.put(address, upload.bytes()));
    }

    private boolean isMarked() {
        try (StoreView store = StoreView.ofFolder(bucket)) {
            return !store.keys(".storeward/").isEmpty();
        }
    }

    private void addUsers(EmbeddedInstallation original) {
        String platform = "/api/v1/platform";
        String tenant =
                made(original, platform + "/tenants", "{\"slug\":\"acme\",\"name\":\"Acme\"}")
                        .path("id")
                        .asString();
        for (int i = 0; i < USERS; i++) {
            String user =
                    made(
                                    original,
                                    platform + "/tenants/" + tenant + "/users",
                                    "{\"email\":\"u%d@acme.example\",\"role\":\"member\"}"
                                            .formatted(i))
                            .path("id")
                            .asString();
            String key =
                    made(original, platform + "/users/" + user + "/keys", "{\"name\":\"k\"}")
                            .path("key")
                            .asString();
            keys.add(key);
            users.add(new BusyUser(original.as(key), new Random(random.nextLong())));
        }
    }

    private static JsonNode made(EmbeddedInstallation server, String path, String json) {
        Http.Answer answer = server.admin().postJson(path, json);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    /** Does in a copy what could harm the original. */
    private void play(Path copy, Kind kind) throws Exception {
        if (kind == Kind.WHOLE_MACHINE) {
            EmbeddedInstallation.asOfWholeMachine(copy);
        }
        try (EmbeddedInstallation started = EmbeddedInstallation.start(copy, bucket)) {
            JsonNode status = started.admin().get("/api/v1/platform/installation").json();
            assertThat(status.path("state").asString())
                    .as("the state of a copy of the %s", kind)
                    .isEqualTo(kind == Kind.WHOLE_MACHINE ? "normal" : "restored_copy");
            underWay += started.count("state <> 'live' AND charged >= 400000");
            if (kind != Kind.FOLDER_RELEASED_AS_COPY) {
                uploadAndDelete(started);
            }
            deleteEverything(started);
            sweep(started);
            switch (kind) {
                case FOLDER, WHOLE_MACHINE -> {}
                case FOLDER_RELEASED_AS_COPY -> release(started, "copy");
                case FOLDER_RELEASED_AS_MOVED -> release(started, "moved");
            }
            started.moveTime(LONG_AFTER);
            sweep(started);
            started.moveTime(LONG_AFTER.multipliedBy(2));
            sweep(started);
            waiting += started.count("state <> 'live'");
        }
    }

    private void uploadAndDelete(EmbeddedInstallation copy) {
        Http user = copy.as(keys.getFirst());
        Http.Answer uploaded = user.upload("file_name=of-copy.bin", new byte[] {1, 2, 3});
        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(201);
    }

    private void deleteEverything(EmbeddedInstallation copy) {
        for (int i = 0; i < USERS; i++) {
            Http user = copy.as(keys.get(i));
            for (String address : users.get(i).files().keySet()) {
                // What came after the copy is unknown to it.
                assertThat(user.delete("/api/v1/storage/objects/" + address).status())
                        .isIn(200, 404);
            }
        }
    }

    private static void sweep(EmbeddedInstallation copy) {
        copy.renewMarkers();
        copy.sweeper().sweep();
        copy.sweeper().sweep();
    }

    private static void release(EmbeddedInstallation copy, String as) {
        Http.Answer released =
                copy.admin()
                        .postJson(
                                "/api/v1/platform/installation/release",
                                "{\"as\":\"%s\"}".formatted(as));
        assertThat(released.status()).as(released.text()).isEqualTo(200);
    }

    private void nothingIsHarmed(EmbeddedInstallation original, int round) {
        held.forEach((address, bytes) ->
                assertThat(
                                original.as(keys.getLast())
                                        .get("/api/v1/storage/objects/" + address)
                                        .body())
                        .as("%s after round %d of seed %d", address, round, seed)
                        .isEqualTo(bytes));
        for (int i = 0; i < USERS; i++) {
            BusyUser user = users.get(i);
            Http http = original.as(keys.get(i));
            user.files()
                    .forEach((address, bytes) -> {
                        Http.Answer read = http.get("/api/v1/storage/objects/" + address);
                        // Its own user may have deleted it meanwhile.
                        if (user.files().containsKey(address)) {
                            assertThat(read.status())
                                    .as("%s after round %d of seed %d", address, round, seed)
                                    .isEqualTo(200);
                            assertThat(read.body()).isEqualTo(bytes);
                        }
                    });
        }
    }
}
