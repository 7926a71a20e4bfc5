package dev.storeward.core.job;

import dev.storeward.core.db.Tx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as the others see it: a row with a heartbeat every {@value #BEAT_SECONDS} s. What a
 * node was writing is given up when it is silent for 30 s.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    static final int BEAT_SECONDS = 5;

    private final Tx tx;
    private final UUID id;
    private final String name;
    private final Supplier<MasterKeysAtHand> keys;
    private final Runnable afterBeat;
    private final ScheduledExecutorService beats =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("heartbeat").daemon(true).factory());

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

    private Node(Tx tx, UUID id, String name, Supplier<MasterKeysAtHand> keys, Runnable afterBeat) {
        this.tx = tx;
        this.id = id;
        this.name = name;
        this.keys = keys;
        this.afterBeat = afterBeat;
    }

    /**
     * Writes the row and begins to beat.
     *
     * @param keys asked before each heartbeat, and told with it
     * @param afterBeat run after each heartbeat that reached the database
     */
    public static Node start(
            Tx tx, UUID id, String name, Supplier<MasterKeysAtHand> keys, Runnable afterBeat) {
        Node node = new Node(tx, id, name, keys, afterBeat);
        node.report();
        var beating =
                node.beats.scheduleWithFixedDelay(
                        node::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
        if (beating.isDone()) {
            throw new IllegalStateException("the heartbeat did not start");
        }
        return node;
    }

    /** This node's row. */
    public UUID id() {
        return id;
    }

    /**
     * Tells the others at once how it is with this node. Makes the row anew when somebody removed
     * it, as when this node was silent for long.
     */
    public void report() {
        MasterKeysAtHand now = keys.get();
        tx.forSystem().statement(sql -> NodeTable.report(sql, id, name, now));
    }

    void beat() {
        try {
            report();
            afterBeat.run();
        } catch (RuntimeException e) {
            LOG.warn("The heartbeat failed: {}", e.getMessage());
        }
    }

    /** Forgets nodes that have been silent for a week and write nothing; answers how many. */
    public static int forgetSilent(Tx tx) {
        return tx.forSystem().statement(NodeTable::forgetSilent);
    }

    /** Stops beating and removes the row, so that nothing waits for this node. */
    @Override
    public void close() {
        beats.shutdownNow();
        try {
            if (!beats.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The last heartbeat did not end");
            }
            tx.forSystem().statement(sql -> NodeTable.remove(sql, id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("The node's row stays until it is a week old: {}", e.getMessage());
        }
    }
}
