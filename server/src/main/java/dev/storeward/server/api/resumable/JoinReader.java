package dev.storeward.server.api.resumable;

import dev.storeward.core.Problem;
import dev.storeward.server.http.request.SingleHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code Upload-Concat}: whether an upload is a part of another, or is put together of such.
 *
 * @param sent the header as it came; empty when it did not
 * @param parts by their ids, in the order of their bytes; none unless it is put together
 */
record JoinReader(String sent, List<UUID> parts) {
    static final String HEADER = "Upload-Concat";
    static final String PARTIAL = "partial";
    private static final String FINAL = "final;";
    private static final String UPLOADS = ResumableErrors.BASE + "/";

    /** What a request line's worth of addresses comes to, and more than any client sends. */
    private static final int MOST = 100;

    static JoinReader of(HttpServletRequest request) {
        String sent = SingleHeader.of(request, HEADER).orElse("").strip();
        return new JoinReader(sent, sent.startsWith(FINAL) ? parts(sent) : none(sent));
    }

    private static List<UUID> none(String sent) {
        if (!sent.isEmpty() && !sent.equals(PARTIAL)) {
            throw wrong(
                    "Can be partial, or final; with the addresses of partial uploads behind it.");
        }
        return List.of();
    }

    private static List<UUID> parts(String sent) {
        List<UUID> parts = new ArrayList<>();
        for (String address : sent.substring(FINAL.length()).strip().split(" +", -1)) {
            int path = address.indexOf(UPLOADS);
            parts.add(
                    Optional.of(address)
                            .filter(_ -> path >= 0)
                            .flatMap(it -> id(it.substring(path + UPLOADS.length())))
                            .orElseThrow(
                                    () -> wrong("Must name each partial upload by its address.")));
        }
        if (parts.size() > MOST) {
            throw wrong("Can name at most " + MOST + " uploads.");
        }
        return parts;
    }

    /** The id that the last part of an upload's address is; empty for what was never given out. */
    static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isPartial() {
        return sent.equals(PARTIAL);
    }

    boolean joins() {
        return !parts.isEmpty();
    }

    private static RuntimeException wrong(String sentence) {
        return Problem.invalid(HEADER, sentence).asException();
    }
}
