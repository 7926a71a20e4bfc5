package dev.storeward.server.api.s3;

import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.upload.body.DigestedStream;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.PutRequest;
import dev.storeward.server.http.connection.ClientConnection;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.body.ObjectBody;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@code PutObject}: where the bytes go, and what is kept with them. */
record PutReader(PutRequest request, UploadBody body) {

    /**
     * Reads the headers, and opens the body.
     *
     * @throws S3Exception for what S3 would refuse, or this door does not do
     */
    static PutReader of(S3RequestReader sent, Address address) throws IOException {
        FileProperties kept = KeptReader.properties(sent);
        ObjectBody body = sent.body();
        OptionalLong length = body.length();
        if (length.isEmpty() && sent.headers().lines("transfer-encoding").isEmpty()) {
            throw new S3Exception(S3Code.MISSING_CONTENT_LENGTH);
        }
        PutRequest request =
                new PutRequest(
                        address,
                        KeptReader.name(sent.key()),
                        ConditionReader.ofPut(sent),
                        KeptReader.contentType(sent),
                        length.isPresent()
                                ? SizeEstimate.exact(length.getAsLong())
                                : SizeEstimate.UNKNOWN);
        return new PutReader(request, body(sent, body, kept, () -> {}));
    }

    /**
     * A body and what is kept with it.
     *
     * @param rest reads what follows the body in the request
     */
    static UploadBody body(
            S3RequestReader sent, ObjectBody body, FileProperties kept, Runnable rest) {
        return new Body(body, kept, ClientConnection.of(sent.servlet()), rest);
    }

    /** Bytes whose MD5 is told. */
    private static final class Body implements UploadBody {
        private final ObjectBody body;
        private final DigestedStream digested;
        private final FileProperties kept;
        private final ClientConnection client;
        private final Runnable rest;
        private @Nullable Kept told;

        Body(ObjectBody body, FileProperties kept, ClientConnection client, Runnable rest) {
            this.body = body;
            this.digested = new DigestedStream(body, md5());
            this.kept = kept;
            this.client = client;
            this.rest = rest;
        }

        private static MessageDigest md5() {
            try {
                return MessageDigest.getInstance("MD5");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public InputStream stream() {
            return digested;
        }

        @Override
        public String trailingCategory() {
            rest.run();
            return "";
        }

        /** The digest can be asked for once. */
        @Override
        public Kept kept() {
            Kept known = told == null ? atTheEnd() : told;
            told = known;
            return known;
        }

        private Kept atTheEnd() {
            Map<String, String> checksums =
                    body.checksum()
                            .map(sum ->
                                    Map.of(
                                            sum.algorithm().name().toLowerCase(Locale.ROOT),
                                            sum.value()))
                            .orElse(Map.of());
            return new Kept(
                    HexFormat.of().formatHex(digested.digest()),
                    new FileProperties(kept.headers(), kept.metadata(), kept.tags(), checksums));
        }

        @Override
        public boolean abandoned() {
            return client.ended();
        }
    }
}
