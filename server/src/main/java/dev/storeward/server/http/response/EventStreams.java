package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Streams of server-sent events: what something is like, told again about once a second while it
 * changes. A node serves a bounded number of them, and of each tenant's users fewer; each ends when
 * its subject does, when its client goes, when the server stops, and after {@link #LONGEST} at the
 * latest, so that a client whose key was revoked meanwhile is asked for it again. Safe for use by
 * several threads.
 */
public final class EventStreams implements SmartLifecycle {
    /** How many streams a node serves at the same time. */
    public static final int MOST = 64;

    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 1_000;
    private static final int QUIET_PAUSES = 5;
    private static final int RETRY_SECONDS = 10;

    private final InstantSource clock;
    private final int mostOfTenant;
    private final Map<UUID, Integer> ofTenants = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MOST);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean running;

    /**
     * @param mostOfTenant how many streams a tenant's users have at the same time
     */
    public EventStreams(InstantSource clock, int mostOfTenant) {
        this.clock = clock;
        this.mostOfTenant = mostOfTenant;
    }

    /** What a stream tells of. */
    public interface Subject {
        Told now();
    }

    /**
     * What there is to tell.
     *
     * @param data one line of JSON
     * @param last whether nothing will come after it
     */
    public record Told(String data, boolean last) {}

    /**
     * A stream as an answer.
     *
     * @param errors word what goes wrong before the stream begins
     * @param tenantId of the user who asks; null for the operator's own
     */
    public ServerResponse answer(ErrorMapper errors, @Nullable UUID tenantId, Subject subject) {
        return new StreamedResponse(
                200,
                Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-store"),
                errors,
                response -> counted(response, tenantId, subject));
    }

    private void counted(HttpServletResponse response, @Nullable UUID tenantId, Subject subject)
            throws IOException {
        if (tenantId == null) {
            write(response, subject);
            return;
        }
        if (ofTenants.merge(tenantId, 1, Integer::sum) > mostOfTenant) {
            leave(tenantId);
            throw new Problem.Unavailable(
                            "Users of this tenant follow "
                                    + mostOfTenant
                                    + " streams of events, and no more at once. Ask for the state itself instead, or again later.",
                            RETRY_SECONDS)
                    .asException();
        }
        try {
            write(response, subject);
        } finally {
            leave(tenantId);
        }
    }

    private void leave(UUID tenantId) {
        ofTenants.computeIfPresent(tenantId, (id, count) -> count == 1 ? null : count - 1);
    }

    private void write(HttpServletResponse response, Subject subject) throws IOException {
        if (!places.tryAcquire()) {
            throw new Problem.Unavailable(
                            "This server serves "
                                    + MOST
                                    + " streams of events, and no more. Ask for the state itself instead, or again later.",
                            RETRY_SECONDS)
                    .asException();
        }
        try {
            follow(response, subject);
        } finally {
            places.release();
        }
    }

    private void follow(HttpServletResponse response, Subject subject) throws IOException {
        OutputStream out = response.getOutputStream();
        Instant end = clock.instant().plus(LONGEST);
        String before = "";
        int quiet = 0;
        do {
            Told told = subject.now();
            if (!told.data().equals(before)) {
                send(out, "event: progress\ndata: " + told.data() + "\n\n");
                before = told.data();
                quiet = 0;
            } else if (++quiet % QUIET_PAUSES == 0) {
                send(out, ": nothing new\n\n");
            }
            if (told.last()) {
                send(out, "event: end\ndata: " + told.data() + "\n\n");
                return;
            }
        } while (!stops() && clock.instant().isBefore(end));
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private boolean stops() {
        try {
            return stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        stopped.countDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped before the web server, which waits for open answers. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
