package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Memory for what requests hold whole: JSON and what becomes of it, the buffers and fields of
 * forms. A node has one bound for all of them, and one owner half of it at most, so that bodies
 * that come slowly or never end hold up nobody else. Given back when a request ends. Safe for use
 * by several threads.
 */
public final class MemoryBudget implements Filter {
    private static final String SHARE = MemoryBudget.class.getName() + ".share";
    private static final String OWNER = MemoryBudget.class.getName() + ".owner";
    private static final int RETRY_SECONDS = 2;

    private final long total;
    private final Map<Object, Long> byOwner = new HashMap<>();
    private long used;

    /**
     * @param total in bytes
     */
    public MemoryBudget(long total) {
        this.total = total;
    }

    /** A sixteenth of the heap. */
    public static MemoryBudget fitting(long heapBytes) {
        return new MemoryBudget(heapBytes / 16);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Share share = new Share();
        request.setAttribute(SHARE, share);
        try {
            chain.doFilter(request, response);
        } finally {
            share.giveBack();
        }
    }

    /** Says whose memory it is that a request holds. */
    public static void owned(HttpServletRequest request, Object owner) {
        request.setAttribute(OWNER, owner);
    }

    /**
     * Takes memory for a request until it ends.
     *
     * @throws dev.storeward.core.ProblemException {@code Unavailable} when there is none left, on
     *     this node or for its owner
     */
    public static void take(HttpServletRequest request, long bytes) {
        if (request.getAttribute(SHARE) instanceof Share share) {
            share.take(Objects.requireNonNullElse(request.getAttribute(OWNER), ""), bytes);
        }
    }

    synchronized long used() {
        return used;
    }

    private synchronized boolean take(Object owner, long bytes) {
        long its = byOwner.getOrDefault(owner, 0L);
        if (used + bytes > total || its + bytes > total / 2) {
            return false;
        }
        used += bytes;
        byOwner.put(owner, its + bytes);
        return true;
    }

    private synchronized void giveBack(Object owner, long bytes) {
        used -= bytes;
        byOwner.computeIfPresent(owner, (ignored, its) -> its == bytes ? null : its - bytes);
    }

    /** What one request has of it. Belongs to the request's thread. */
    private final class Share {
        private Object owner = "";
        private long bytes;

        private void take(Object asked, long more) {
            if (bytes == 0) {
                owner = asked;
            }
            if (!MemoryBudget.this.take(owner, more)) {
                throw new Problem.Unavailable(
                                "Too many requests with bodies to be held in memory are under way. Send the request again in a moment.",
                                RETRY_SECONDS)
                        .asException();
            }
            bytes += more;
        }

        private void giveBack() {
            if (bytes > 0) {
                MemoryBudget.this.giveBack(owner, bytes);
                bytes = 0;
            }
        }
    }
}
