package dev.storeward.server.http;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.idempotency.Claim;
import dev.storeward.core.idempotency.ClaimResult;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.server.http.response.Response;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;

/**
 * Does a change once that is sent twice with the same {@code Idempotency-Key}: the answer is kept
 * in the change's own transaction and given again for 24 hours. Safe for use by several threads.
 */
public final class Mutations {
    private static final String HEADER = "Idempotency-Key";
    private static final int LONGEST_KEY = 255;

    private final Idempotency idempotency;
    private final String scope;

    /**
     * @param scope what keys are unique in, such as the door
     */
    public Mutations(Idempotency idempotency, String scope) {
        this.idempotency = idempotency;
        this.scope = scope;
    }

    /**
     * Makes the change, or answers as it was answered before.
     *
     * @param kept the answer that is kept of the change's result; holds no secret
     * @param change makes the change and commits alongside it what it is given
     */
    public <T> Response once(
            Caller caller,
            HttpServletRequest request,
            byte[] body,
            Function<T, Response> kept,
            Function<InSameTransaction<T>, Response> change) {
        String key = key(request);
        if (key.isEmpty()) {
            return change.apply(InSameTransaction.nothing());
        }
        return switch (idempotency.claim(
                caller.userId(), scope, key, fingerprint(caller, request, body))) {
            case ClaimResult.Fresh(Claim claim) -> fresh(claim, kept, change);
            case ClaimResult.Replay(int status, String text) -> replay(status, text);
            case ClaimResult.Running() -> throw busy();
            case ClaimResult.Mismatch() ->
                    throw Problem.invalid(
                                    HEADER,
                                    "Was used for another request within 24 hours. Use a new key"
                                            + " for each request.")
                            .asException();
        };
    }

    private <T> Response fresh(
            Claim claim,
            Function<T, Response> kept,
            Function<InSameTransaction<T>, Response> change) {
        try {
            return change.apply((sql, result) -> {
                Response answer = kept.apply(result);
                String text = new String(answer.body(), StandardCharsets.UTF_8);
                if (!idempotency.complete(sql, claim, answer.status(), text)) {
                    throw busy();
                }
            });
        } catch (RuntimeException | Error e) {
            idempotency.release(claim);
            throw e;
        }
    }

    private static Response replay(int status, String text) {
        Map<String, String> headers = Map.of("Idempotency-Replayed", "true");
        return new Response(
                status,
                text.isEmpty() ? "" : "application/json",
                text.getBytes(StandardCharsets.UTF_8),
                headers);
    }

    private static String key(HttpServletRequest request) {
        String key = request.getHeader(HEADER);
        if (key == null) {
            return "";
        }
        String stripped = key.strip();
        if (stripped.isEmpty()
                || stripped.length() > LONGEST_KEY
                || !stripped.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw Problem.invalid(
                            HEADER,
                            "Must be 1 to "
                                    + LONGEST_KEY
                                    + " printable ASCII characters without spaces.")
                    .asException();
        }
        return stripped;
    }

    /** A digest, because a body may hold a secret. */
    private static String fingerprint(Caller caller, HttpServletRequest request, byte[] body) {
        MessageDigest sha256 = Sha256.begin();
        String line =
                request.getMethod()
                        + " "
                        + (caller.tenant() == null ? "" : caller.tenant().id())
                        + " "
                        + request.getRequestURI()
                        + "?"
                        + request.getQueryString()
                        + "\n";
        sha256.update(line.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha256.digest(body));
    }

    private static RuntimeException busy() {
        return new Problem.Busy(
                        "A request with this Idempotency-Key is under way. Ask again in a moment.")
                .asException();
    }
}
