package dev.storeward.core.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.idempotency.Claim;
import dev.storeward.core.idempotency.ClaimResult;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.job.RetryLater;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Stores once what is sent twice under the same {@code Idempotency-Key}. */
final class UploadOnce {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SCOPE = "upload";
    private static final int CREATED = 201;
    private static final int MAX_KEY = 255;

    private final Idempotency idempotency;
    private final RetryLater retryLater;

    UploadOnce(Idempotency idempotency, RetryLater retryLater) {
        this.idempotency = idempotency;
        this.retryLater = retryLater;
    }

    /**
     * Runs the upload, or answers what the same request was answered before.
     *
     * @param upload commits what it is given in the transaction that makes the file visible
     */
    UploadedFile run(
            Caller caller,
            UploadRequest request,
            Function<@Nullable InSameTransaction<UploadedFile>, UploadedFile> upload) {
        String key = request.idempotencyKey();
        if (key.isEmpty()) {
            return upload.apply(null);
        }
        if (key.length() > MAX_KEY || !key.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw Problem.invalid(
                            "Idempotency-Key",
                            "Must be 1 to "
                                    + MAX_KEY
                                    + " printable ASCII characters without spaces.")
                    .asException();
        }
        return switch (idempotency.claim(
                caller.userId(), SCOPE, key, fingerprint(caller, request))) {
            case ClaimResult.Fresh(Claim claim) -> fresh(claim, upload);
            case ClaimResult.Replay(int status, String body) ->
                    JSON.readValue(body, UploadedFile.class);
            case ClaimResult.Running() -> throw busy();
            case ClaimResult.Mismatch() ->
                    throw Problem.invalid(
                                    "Idempotency-Key",
                                    "Was used for another file within 24 hours. Use a new key for each upload.")
                            .asException();
        };
    }

    private UploadedFile fresh(
            Claim claim, Function<@Nullable InSameTransaction<UploadedFile>, UploadedFile> upload) {
        try {
            return upload.apply((sql, file) -> keep(sql, claim, file));
        } catch (RuntimeException | Error e) {
            retryLater.nowOrLater(() -> idempotency.release(claim));
            throw e;
        }
    }

    private void keep(Sql sql, Claim claim, UploadedFile file) {
        if (!idempotency.complete(sql, claim, CREATED, JSON.writeValueAsString(file))) {
            throw busy();
        }
    }

    private static String fingerprint(Caller caller, UploadRequest request) {
        String asked =
                String.join(
                        "\n",
                        caller.requireTenant().slug(),
                        request.fileName(),
                        request.folder(),
                        request.place().storageKey(),
                        request.sha256());
        String region = request.place().region();
        return HexFormat.of()
                .formatHex(
                        Sha256.of(
                                (region.isEmpty() ? asked : asked + "\n" + region)
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    private static RuntimeException busy() {
        return new Problem.Busy("An upload with this Idempotency-Key is under way.").asException();
    }
}
