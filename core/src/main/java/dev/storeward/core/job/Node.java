package dev.storeward.core.job;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.OwnConnection;
import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as the others see it: a row with a heartbeat every {@value #BEAT_SECONDS} s. What a
 * node was writing is given up when it is silent for 30 s.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    static final int BEAT_SECONDS = 5;
    private static final Duration BETWEEN = Duration.ofSeconds(BEAT_SECONDS);

    private final Tx tx;
    private final UUID id;
    private final String name;
    private final Supplier<MasterKeysAtHand> keys;
    private final Pulse pulse;

    /** What was agreed on when this node joined; null where it did not ask the others. */
    private final @Nullable String agreed;

    private volatile MasterKeysAtHand told;
    private volatile Instant lastBeat;
    private volatile boolean closed;

    /**
     * What a node tells of its master keys.
     *
     * @param inFile the ids of those its file holds; none when it cannot be read
     * @param sealsUnder the id of the one it seals under
     */
    public record MasterKeysAtHand(List<String> inFile, String sealsUnder) {
        public MasterKeysAtHand {
            inFile = List.copyOf(inFile);
        }
    }

    /**
     * What a heart needs.
     *
     * @param connection of its own, which no other work can take from it; closed with the node
     * @param end ends this process, which must not live on without a heartbeat
     */
    public record Pulse(OwnConnection connection, InstantSource clock, Consumer<Error> end) {}

    /** What beats and reports; in the order in which it ends. */
    private record Running(Heartbeat heartbeat, Repeating reports) {}

    private final Running running;

    private Node(Tx tx, UUID id, String name, Supplier<MasterKeysAtHand> keys, Pulse pulse) {
        this.tx = tx;
        this.id = id;
        this.name = name;
        this.keys = keys;
        this.pulse = pulse;
        this.told = keys.get();
        this.lastBeat = pulse.clock().instant();
        this.agreed = tx.forSystem().statement(sql -> NodeTable.agreed(sql, id)).orElse(null);
        tx.forSystem().statement(sql -> NodeTable.report(sql, id, name, told, agreed));
        this.running =
                new Running(
                        Heartbeat.start(this::beat, BETWEEN, pulse.end()),
                        Repeating.startLater("report-keys", BETWEEN, this::report));
    }

    /**
     * Writes the row and begins to beat.
     *
     * @param keys asked every few seconds, and told to the others
     */
    public static Node start(
            Tx tx, UUID id, String name, Supplier<MasterKeysAtHand> keys, Pulse pulse) {
        return new Node(tx, id, name, keys, pulse);
    }

    /** This node's row. */
    public UUID id() {
        return id;
    }

    /** How long ago the database took this node's last heartbeat. */
    public Duration silence() {
        return Duration.between(lastBeat, pulse.clock().instant());
    }

    /**
     * Tells the others at once which master keys this node has. Makes the row anew when somebody
     * removed it, as when this node was silent for long.
     */
    public void report() {
        MasterKeysAtHand now = keys.get();
        told = now;
        if (!closed) {
            tx.forSystem().statement(sql -> NodeTable.report(sql, id, name, now, agreed));
        }
    }

    void beat() {
        Instant begun = pulse.clock().instant();
        int beaten =
                pulse.connection()
                        .statement(sql ->
                                NodeTable.beat(sql, id) == 1
                                        ? 1
                                        : NodeTable.appear(sql, id, name, told, agreed));
        if (beaten == 1) {
            lastBeat = begun;
        }
    }

    /** How many nodes live, this one included once it has begun. */
    public static int living(Tx tx) {
        return tx.forSystem().statement(NodeTable::living);
    }

    /** Forgets nodes that have been silent for a week and write nothing; answers how many. */
    public static int forgetSilent(Tx tx) {
        return tx.forSystem().statement(NodeTable::forgetSilent);
    }

    /** Stops beating and removes the row, so that nothing waits for this node. */
    @Override
    public void close() {
        closed = true;
        running.heartbeat().close();
        running.reports().close();
        pulse.connection().close();
        try {
            tx.forSystem().statement(sql -> NodeTable.remove(sql, id));
        } catch (DatabaseException e) {
            if (!DatabaseLog.took(e)) {
                LOG.warn("The node's row stays until it is a week old: {}", e.getMessage());
            }
        }
    }
}
