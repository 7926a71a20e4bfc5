package dev.storeward.server.proof.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.Migration.State;
import dev.storeward.core.migration.MigrationProgress;
import dev.storeward.server.Http;
import dev.storeward.server.proof.server.Parallel;
import dev.storeward.server.proof.server.Rounds;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.store.Secret;
import dev.storeward.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two servers over one PostgreSQL and one disk move a tenant, and one of them is killed again and
 * again: the other takes over, both do their share, and every file is right.
 */
class TwoServersMoveTest {
    private static final int KILLS = Rounds.or(3);

    /** Several batches, so that every hand has its own. */
    private static final int FILES = 1_000;

    private static final int AT_ONCE = 10;
    private static final long SLOWLY = 200_000;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final Path disk = ServerProcess.newData();
    private final Path steadyData = ServerProcess.newData();
    private final Path dyingData = ServerProcess.newData();
    private final Map<String, byte[]> files = new HashMap<>();

    @Test
    void theMoveCompletesThoughOneOfTwoServersDiesAgainAndAgain() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                ServerProcess steady = ServerProcess.start(steadyData, environment(database));
                MoveOperator operator = new MoveOperator(settings(database))) {
            UUID steadyNode =
                    operator.rows(sql -> sql.one("SELECT id FROM node", row -> row.uuid("id")));
            Account account = steady.account("two", 1L << 40);
            upload(new Http(steady.url(), account.key()));
            UUID target = steady.folder(account, "own", disk.resolve("own"));
            UUID migration = operator.start(UUID.fromString(account.tenantId()), target, SLOWLY);

            for (int kill = 1; kill <= KILLS; kill++) {
                ServerProcess dying = ServerProcess.start(dyingData, environment(database));
                try {
                    untilItHasMoved(operator, steadyNode, "kill " + kill + " of seed " + seed);
                } finally {
                    dying.kill();
                }
                operator.aMinuteOfSilence();
            }
            operator.hurry(migration);
            Migration ended = ended(operator, migration);

            assertThat(ended.state()).as("%s, seed %s", ended, seed).isEqualTo(State.COMPLETED);
            assertThat(ended.progress().migratedFiles()).as("seed %s", seed).isEqualTo(FILES);
            assertThat(ended.progress().totalFiles()).as("seed %s", seed).isEqualTo(FILES);
            assertThat(movedBy(operator, steadyNode, true)).as("seed %s", seed).isPositive();
            assertThat(movedBy(operator, steadyNode, false))
                    .as("files moved by the one that died, seed %s", seed)
                    .isGreaterThanOrEqualTo(KILLS);
            check(operator, new Http(steady.url(), account.key()));
        }
    }

    private Map<String, String> environment(TestDatabase database) {
        return Map.of(
                "STOREWARD_DB", database.jdbcUrl(),
                "STOREWARD_DB_USER", database.owner().user(),
                "STOREWARD_DB_PASSWORD", database.owner().password().reveal(),
                "STOREWARD_MASTER_KEY_FILE", disk.resolve("master.key").toString(),
                "STOREWARD_LOCAL_ROOTS", disk.toString(),
                "STOREWARD_FOLDERS_ON_ALL_NODES", "true",
                "STOREWARD_DEDICATED_URL", disk.resolve("dedicated").toString(),
                "STOREWARD_SHARED_URL", disk.resolve("shared").toString());
    }

    private static DatabaseSettings settings(TestDatabase database) {
        Secret password = Secret.of(database.owner().password().reveal());
        return new DatabaseSettings(
                database.jdbcUrl(),
                database.owner().user(),
                password,
                database.owner().user(),
                password,
                2);
    }

    private void upload(Http http) {
        List<Map.Entry<String, byte[]>> uploaded = new ArrayList<>();
        for (int i = 0; i < FILES; i += AT_ONCE) {
            uploaded.addAll(Parallel.run(AT_ONCE, n -> upload(http, content())));
        }
        uploaded.forEach(file -> files.put(file.getKey(), file.getValue()));
        assertThat(files).hasSize(FILES);
    }

    private synchronized byte[] content() {
        boolean large = random.nextInt(50) == 0;
        byte[] content =
                new byte[large ? 300_000 + random.nextInt(600_000) : random.nextInt(20_000)];
        random.nextBytes(content);
        return content;
    }

    private static Map.Entry<String, byte[]> upload(Http http, byte[] content) {
        Http.Answer answer = http.upload("file_name=f.bin", content);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return Map.entry(answer.json().at("/data/file_path").asString(), content);
    }

    /** Waits until the dying server has moved a file more than it had, and a moment. */
    private void untilItHasMoved(MoveOperator operator, UUID steadyNode, String what)
            throws InterruptedException {
        long before = movedBy(operator, steadyNode, false);
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> movedBy(operator, steadyNode, false) > before);
        Thread.sleep(random.nextInt(700));
    }

    /** How many files lie where one node, or the others, brought them. */
    private static long movedBy(MoveOperator operator, UUID node, boolean itself) {
        return operator.number(
                """
                SELECT count(*) AS n FROM migration_item i
                JOIN object o ON o.tenant_id = i.tenant_id AND o.id = i.to_object
                WHERE i.state = 'migrated' AND (o.node_id = ?) = ?::boolean
                """,
                node,
                itself);
    }

    private static Migration ended(MoveOperator operator, UUID migration)
            throws InterruptedException {
        Instant latest = Instant.now().plusSeconds(120);
        Migration seen = operator.watch(migration, null);
        while (seen.state().open() && Instant.now().isBefore(latest)) {
            MigrationProgress before = seen.progress();
            Thread.sleep(100);
            seen = operator.watch(migration, before);
        }
        return seen;
    }

    private void check(MoveOperator operator, Http http) {
        files.forEach((address, content) -> {
            Http.Answer answer = http.get("/api/v1/storage/objects/" + address);
            assertThat(answer.status()).as("%s, seed %s", address, seed).isEqualTo(200);
            assertThat(answer.body()).as("%s, seed %s", address, seed).isEqualTo(content);
        });
        assertThat(
                        operator.number(
                                """
                                SELECT count(DISTINCT o.location_id) AS n FROM file f
                                JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                """))
                .as("places of files, seed %s", seed)
                .isEqualTo(1);
        var usage = http.get("/api/v1/storage/usage").json().at("/data");
        assertThat(usage.get("used_bytes").asLong())
                .isEqualTo(files.values().stream().mapToLong(content -> content.length).sum());
    }
}
