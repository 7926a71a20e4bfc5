package dev.storeward.core.upload;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.idempotency.KeyedRequest;
import dev.storeward.core.idempotency.OnceWork;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadedFile;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stores once what is sent twice under the same {@code Idempotency-Key}. */
final class UploadOnce {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SCOPE = "upload";
    private static final int CREATED = 201;
    private static final KeyedRequest.Wording WORDING =
            new KeyedRequest.Wording(
                    "An upload with this Idempotency-Key is under way.",
                    "Was used for another file within 24 hours. Use a new key for each upload.");

    private final Idempotency idempotency;

    UploadOnce(Idempotency idempotency) {
        this.idempotency = idempotency;
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
        if (request.idempotencyKey().isEmpty()) {
            return upload.apply(null);
        }
        String key = Idempotency.requireKey(request.idempotencyKey());
        return idempotency.once(
                new KeyedRequest(
                        caller.userId(),
                        Role.MEMBER,
                        SCOPE,
                        key,
                        fingerprint(caller, request),
                        WORDING),
                new OnceWork<>() {
                    @Override
                    public UploadedFile run(Keeping keeping) {
                        return upload.apply((sql, file) ->
                                keeping.keep(sql, CREATED, JSON.writeValueAsString(file)));
                    }

                    @Override
                    public UploadedFile replay(int status, String body) {
                        return kept(body);
                    }
                });
    }

    /** Earlier versions kept bucket and key as one URI, and later ones no kind of place. */
    static UploadedFile kept(String body) {
        ObjectNode kept = JSON.readValue(body, ObjectNode.class);
        @Nullable JsonNode uri = kept.remove("uri");
        if (uri != null) {
            String place = uri.stringValue();
            int bucket = place.indexOf("//") + 2;
            int slash = place.indexOf('/', bucket);
            kept.put("bucket", place.substring(bucket, slash));
            kept.put("key", place.substring(slash + 1));
        }
        for (String later : List.of("connector", "endpoint")) {
            if (!kept.has(later)) {
                kept.put(later, "");
            }
        }
        return JSON.treeToValue(kept, UploadedFile.class);
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
}
