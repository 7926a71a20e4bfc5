package dev.storeward.core.crypto;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.security.GeneralSecurityException;

/** An opened key of a tenant, which prints as its id. Immutable. */
final class ContentKey {
    static final int BYTES = 32;

    private final String id;
    private final AesGcmHkdfStreaming streaming;

    private ContentKey(String id, AesGcmHkdfStreaming streaming) {
        this.id = id;
        this.streaming = streaming;
    }

    static ContentKey of(String id, byte[] bytes) {
        try {
            return new ContentKey(
                    id,
                    new AesGcmHkdfStreaming(
                            bytes, "HmacSha256", BYTES, ContentCipher.Segments.STORED_SEGMENT, 0));
        } catch (GeneralSecurityException e) {
            throw new CryptoException("The key " + id + " cannot be used.", e);
        }
    }

    String id() {
        return id;
    }

    AesGcmHkdfStreaming streaming() {
        return streaming;
    }

    @Override
    public String toString() {
        return "ContentKey[" + id + "]";
    }
}
