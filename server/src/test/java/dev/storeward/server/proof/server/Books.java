package dev.storeward.server.proof.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.db.Sql;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.object.WriteExpiry;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * What the database says of a tenant, in one snapshot.
 *
 * @param charged what the quota counts
 * @param fileBytes the sum of the sizes of its files
 * @param writing how many uploads are under way
 * @param liveKeys the keys of the objects that files point to
 * @param everyKey the keys of all objects that ever were
 */
public record Books(
        long charged,
        long files,
        long fileBytes,
        long writing,
        Set<String> liveKeys,
        Set<String> everyKey) {

    public static Books of(RunningServer server, Member member) {
        return server.tx()
                .forSystem()
                .transaction(sql -> {
                    sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                    return new Books(
                            number(
                                    sql,
                                    "SELECT charged AS n FROM usage WHERE tenant_id = ?",
                                    member),
                            number(
                                    sql,
                                    "SELECT count(*) AS n FROM file WHERE tenant_id = ?",
                                    member),
                            number(
                                    sql,
                                    "SELECT coalesce(sum(size), 0) AS n FROM file WHERE tenant_id = ?",
                                    member),
                            number(
                                    sql,
                                    "SELECT count(*) AS n FROM object WHERE tenant_id = ? AND state = 'writing'",
                                    member),
                            keys(sql, "AND state = 'live'", member),
                            keys(sql, "", member));
                });
    }

    private static long number(Sql sql, String query, Member member) {
        return sql.one(query, row -> row.number("n"), member.tenantId());
    }

    private static Set<String> keys(Sql sql, String condition, Member member) {
        return new TreeSet<>(
                sql.list(
                        "SELECT key FROM object WHERE tenant_id = ? " + condition,
                        row -> row.text("key"),
                        member.tenantId()));
    }

    /** Asserts that the charge is the sum of the files and that nothing is under way. */
    public Books balanced() {
        assertThat(writing).as("uploads under way").isZero();
        assertThat(charged).as("charged bytes").isEqualTo(fileBytes);
        assertThat(liveKeys).as("one live object for each file").hasSize((int) files);
        return this;
    }

    /**
     * Waits until a tenant's books balance and its store holds exactly what its files point to, and
     * asserts that it stays so.
     */
    public static Books settled(RunningServer server, StoreView store, Member member) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .during(Duration.ofMillis(200))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    Books books = of(server, member).balanced();
                    assertThat(store.keys(member.tenantNumber())).isEqualTo(books.liveKeys());
                    assertThat(store.pending(books.everyKey())).as("pending uploads").isEmpty();
                });
        return of(server, member);
    }

    /** Moves the database's time, seen from the real one. */
    static void moveTime(RunningServer server, Duration ahead) {
        server.tx().forSystem().statement(sql -> sql.update(timeMoved(ahead)));
    }

    /** The statement that moves a database's time. */
    static String timeMoved(Duration ahead) {
        return "CREATE OR REPLACE FUNCTION sw_now() RETURNS timestamptz LANGUAGE sql STABLE"
                + " AS 'SELECT now() + interval ''"
                + ahead.toSeconds()
                + " seconds'''";
    }

    /** Runs the sweeper as it would run by itself in the coming two hours. */
    public static void sweepTwoHours(RunningServer server) {
        Sweeper sweeper = server.service(Sweeper.class);
        try {
            for (int hour : List.of(1, 2)) {
                moveTime(server, Duration.ofHours(hour).plusMinutes(5));
                server.service(WriteExpiry.class).run();
                sweeper.sweep();
            }
        } finally {
            moveTime(server, Duration.ZERO);
        }
    }
}
