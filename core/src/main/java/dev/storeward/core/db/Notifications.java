package dev.storeward.core.db;

import dev.storeward.core.log.RepeatedLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to one channel of the database on a connection and a thread of its own, and connects
 * again when the connection is lost. Safe for use by several threads.
 */
public final class Notifications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final int POLL_MILLIS = 1_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration TRUSTED = Duration.ofSeconds(4);

    private final Database database;
    private final String channel;
    private final Runnable heard;
    private final InstantSource clock;
    private final Thread thread;
    private volatile Instant lastContact = Instant.EPOCH;
    private volatile boolean closed;

    private Notifications(Database database, String channel, Runnable heard, InstantSource clock) {
        this.database = database;
        this.channel = channel;
        this.heard = heard;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("listen-" + channel).unstarted(this::run);
    }

    /**
     * Begins to listen.
     *
     * @param channel lower-case letters and {@code _}
     * @param heard runs after every notification, and after every connect because some may have
     *     been missed before it; must not block
     */
    public static Notifications listen(
            Database database, String channel, Runnable heard, InstantSource clock) {
        if (!channel.matches("[a-z_]+")) {
            throw new IllegalArgumentException("not a channel: " + channel);
        }
        Notifications notifications = new Notifications(database, channel, heard, clock);
        notifications.thread.start();
        return notifications;
    }

    /** Whether the database was heard from within the last seconds, so that nothing was missed. */
    public boolean fresh() {
        return !closed && lastContact.plus(TRUSTED).isAfter(clock.instant());
    }

    private void run() {
        Duration pause = Duration.ofMillis(100);
        while (!closed) {
            try (Connection connection = database.listenerConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + channel);
                heard.run();
                pause = Duration.ofMillis(100);
                hear(connection.unwrap(PGConnection.class), statement);
            } catch (Throwable e) {
                // Whatever it is: a listener that ended would never be missed.
                lastContact = Instant.EPOCH;
                if (!closed) {
                    if (!DatabaseLog.took(e)) {
                        RepeatedLog.ofThisProcess()
                                .warn(LOG, channel, "A listener begins again: " + e);
                    }
                    rest(pause);
                    pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
                }
            }
        }
    }

    private void hear(PGConnection connection, Statement statement) throws SQLException {
        while (!closed) {
            // The round trip proves the connection: a network that swallows packets is silent too.
            Instant asked = clock.instant();
            statement.execute("SELECT 1");
            if (notified(connection.getNotifications())) {
                heard.run();
            }
            lastContact = asked;
            if (notified(connection.getNotifications(POLL_MILLIS))) {
                heard.run();
            }
        }
    }

    private static boolean notified(PGNotification[] notifications) {
        return notifications != null && notifications.length > 0;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private void rest(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
