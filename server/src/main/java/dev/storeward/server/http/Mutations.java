package dev.storeward.server.http;

import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.idempotency.KeyedRequest;
import dev.storeward.core.idempotency.OnceWork;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.http.response.Response;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Does a change once that is sent twice with the same {@code Idempotency-Key}: the answer is kept
 * in the change's own transaction and given again for 24 hours. Safe for use by several threads.
 */
public final class Mutations {
    private static final String HEADER = "Idempotency-Key";
    private static final KeyedRequest.Wording WORDING =
            new KeyedRequest.Wording(
                    "A request with this Idempotency-Key is under way. Ask again in a moment.",
                    "Was used for another request within 24 hours. Use a new key for each request.");

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
        Optional<String> key = SingleHeader.of(request, HEADER);
        if (key.isEmpty()) {
            return change.apply(InSameTransaction.nothing());
        }
        String checked = Idempotency.requireKey(key.get().strip());
        return idempotency.once(
                new KeyedRequest(
                        caller.userId(),
                        caller.role(),
                        scope,
                        checked,
                        fingerprint(caller, request, body),
                        WORDING),
                new OnceWork<>() {
                    @Override
                    public Response run(Keeping keeping) {
                        return change.apply((sql, result) -> {
                            Response answer = kept.apply(result);
                            keeping.keep(
                                    sql,
                                    answer.status(),
                                    new String(answer.body(), StandardCharsets.UTF_8));
                        });
                    }

                    @Override
                    public Response replay(int status, String text) {
                        return Mutations.replayed(status, text);
                    }
                });
    }

    /** Makes a change of what it is told of afterwards; commits alongside it what it is given. */
    public interface Change<T> {
        T with(InSameTransaction<T> kept);
    }

    /** As {@link #once}, where the answer of the change's result is the one that is kept. */
    public <T> Response answering(
            Caller caller,
            HttpServletRequest request,
            byte[] body,
            Function<T, Response> answer,
            Change<T> change) {
        return this.<T>once(caller, request, body, answer, kept -> answer.apply(change.with(kept)));
    }

    /** As {@link #once}, where there is nothing to tell of the result. */
    public <T> Response done(
            Caller caller,
            HttpServletRequest request,
            byte[] body,
            Consumer<InSameTransaction<T>> change) {
        return this.<T>once(
                caller,
                request,
                body,
                result -> Response.empty(204),
                kept -> {
                    change.accept(kept);
                    return Response.empty(204);
                });
    }

    private static Response replayed(int status, String text) {
        Map<String, String> headers = Map.of("Idempotency-Replayed", "true");
        return new Response(
                status,
                text.isEmpty() ? "" : "application/json",
                text.getBytes(StandardCharsets.UTF_8),
                headers);
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
}
