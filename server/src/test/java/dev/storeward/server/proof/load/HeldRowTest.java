package dev.storeward.server.proof.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.Sql;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** While something holds a tenant's usage row, that tenant waits and no other. */
@ExtendWith(SharedServers.class)
class HeldRowTest {
    private static final byte[] TEXT = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    private static final int UPLOADS = 40;

    /** A quarter of the largest pool. */
    private static final long MOST_WAITING = 8;

    private static RunningServer server;

    @BeforeAll
    static void server() {
        server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    }

    @Test
    void whoNeedsTheRowIsToldToComeAgainAndTheOthersUpload() {
        Member held = server.member(1 << 20);
        Member other = server.member(1 << 20);
        Http http = new Http(server, held.key());
        Http others = new Http(server, other.key());
        Answer before = http.upload("file_name=before.csv", TEXT);
        assertThat(before.status()).isEqualTo(201);
        String name = before.json().at("/data/file_path").stringValue();
        List<Answer> refused = new ArrayList<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.tx()
                    .forSystem()
                    .run(sql -> {
                        sql.first(
                                "SELECT 1 FROM usage WHERE tenant_id = ? FOR UPDATE",
                                row -> true,
                                held.tenantId());
                        List<Future<Answer>> waiting = new ArrayList<>();
                        for (int i = 0; i < UPLOADS; i++) {
                            waiting.add(threads.submit(() -> http.upload("file_name=a.csv", TEXT)));
                        }
                        Awaitility.await()
                                .atMost(Duration.ofSeconds(10))
                                .until(() -> waiting(sql) > 0);
                        for (int i = 0; i < 5; i++) {
                            assertThat(others.upload("file_name=b.csv", TEXT).status())
                                    .isEqualTo(201);
                            assertThat(waiting(sql)).isLessThanOrEqualTo(MOST_WAITING);
                        }
                        waiting.forEach(upload -> refused.add(joined(upload)));
                        refused.add(http.delete("/api/v1/storage/objects/" + name));
                    });
        }

        assertThat(refused).hasSize(UPLOADS + 1).allSatisfy(HeldRowTest::comeAgain);
        assertThat(http.upload("file_name=after.csv", TEXT).status()).isEqualTo(201);
        assertThat(Books.of(server, held).balanced().files()).isEqualTo(2);
        assertThat(Books.of(server, other).balanced().files()).isEqualTo(5);
    }

    private static void comeAgain(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.json().at("/error/code").stringValue()).isEqualTo("STORAGE_UNAVAILABLE");
        assertThat(answer.text()).contains("Other work of this tenant has to end first.");
    }

    private static Answer joined(Future<Answer> upload) {
        try {
            return upload.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long waiting(Sql sql) {
        return sql.one(
                """
                SELECT count(*) AS n FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """,
                row -> row.number("n"));
    }
}
