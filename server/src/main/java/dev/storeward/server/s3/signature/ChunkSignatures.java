package dev.storeward.server.s3.signature;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The signatures of one body's chunks, each over the one before it. The first is over the request's
 * own. Belongs to one body and one thread.
 */
public final class ChunkSignatures {
    private static final String NOTHING = SigningKey.sha256("");

    private final SigningKey key;
    private final String head;
    private String last;

    ChunkSignatures(SigningKey key, Instant time, CredentialScope scope, String seed) {
        this.key = key;
        this.head = "\n" + RequestTime.text(time) + "\n" + scope.text() + "\n";
        this.last = seed;
    }

    /**
     * Takes the next chunk.
     *
     * @throws S3Exception {@code SIGNATURE_DOES_NOT_MATCH} when the signature is another
     */
    public void chunk(byte[] sha256, String signature) {
        require(
                "AWS4-HMAC-SHA256-PAYLOAD" + head + last + "\n" + NOTHING + "\n",
                sha256,
                signature);
    }

    /**
     * Takes the headers behind the last chunk.
     *
     * @param sha256 of each as {@code name:value}, followed by a line feed
     * @throws S3Exception {@code SIGNATURE_DOES_NOT_MATCH} when the signature is another
     */
    public void trailer(byte[] sha256, String signature) {
        require("AWS4-HMAC-SHA256-TRAILER" + head + last + "\n", sha256, signature);
    }

    private void require(String start, byte[] sha256, String signature) {
        if (!key.signed(start + HexFormat.of().formatHex(sha256), signature)) {
            throw new S3Exception(S3Code.SIGNATURE_DOES_NOT_MATCH);
        }
        last = signature;
    }
}
