package dev.storeward.core.crypto;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import dev.storeward.core.crypto.ContentCipher.Segments;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** An opened key of a tenant, which prints as its id. Immutable. */
final class ContentKey {
    static final int BYTES = 32;
    private static final String HMAC = "HmacSha256";

    private final String id;
    private final byte[] bytes;
    private final AesGcmHkdfStreaming streaming;

    private ContentKey(String id, byte[] bytes, AesGcmHkdfStreaming streaming) {
        this.id = id;
        this.bytes = bytes;
        this.streaming = streaming;
    }

    static ContentKey of(String id, byte[] bytes) {
        try {
            return new ContentKey(
                    id,
                    bytes.clone(),
                    new AesGcmHkdfStreaming(bytes, HMAC, BYTES, Segments.STORED_SEGMENT, 0));
        } catch (GeneralSecurityException e) {
            throw new CryptoException("The key " + id + " cannot be used.", e);
        }
    }

    String id() {
        return id;
    }

    /** What encrypts one content: its salt and nonces are drawn from the source given. */
    Encrypter encrypter(byte[] associatedData, SecureRandom random)
            throws GeneralSecurityException {
        byte[] header = Encrypter.newHeader(random);
        byte[] salt = Arrays.copyOfRange(header, 1, 1 + BYTES);
        byte[] derived = Hkdf.computeHkdf(HMAC, bytes, salt, associatedData, BYTES);
        return new Encrypter(header, new SecretKeySpec(derived, "AES"));
    }

    StreamSegmentDecrypter decrypter() throws GeneralSecurityException {
        return streaming.newStreamSegmentDecrypter();
    }

    @Override
    public String toString() {
        return "ContentKey[" + id + "]";
    }

    /**
     * Writes the form that Tink's {@code AesGcmHkdfStreaming} reads. Tink's own encrypter draws
     * from a source of each thread, and a virtual thread lives for one request: a source for every
     * upload, and with each a search of the class path for another provider.
     */
    static final class Encrypter {
        private static final int NONCE_BYTES = 12;
        private static final int NONCE_PREFIX_BYTES = 7;

        private final byte[] header;
        private final SecretKeySpec key;
        private final Cipher cipher;
        private int segment;

        private Encrypter(byte[] header, SecretKeySpec key) throws GeneralSecurityException {
            this.header = header;
            this.key = key;
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }

        /** Its own length, a salt of 32 bytes, and the first 7 bytes of every nonce. */
        private static byte[] newHeader(SecureRandom random) {
            byte[] drawn = new byte[Segments.HEADER_BYTES - 1];
            random.nextBytes(drawn);
            byte[] header = new byte[Segments.HEADER_BYTES];
            header[0] = Segments.HEADER_BYTES;
            System.arraycopy(drawn, 0, header, 1, drawn.length);
            return header;
        }

        byte[] header() {
            return header.clone();
        }

        /** Writes the next segment and its tag. */
        void encrypt(byte[] plain, int length, boolean last, byte[] stored, int offset)
                throws GeneralSecurityException {
            if (segment < 0) {
                throw new GeneralSecurityException("a content has no more than 2^31 segments");
            }
            byte[] nonce =
                    ByteBuffer.allocate(NONCE_BYTES)
                            .put(header, header.length - NONCE_PREFIX_BYTES, NONCE_PREFIX_BYTES)
                            .putInt(segment)
                            .put((byte) (last ? 1 : 0))
                            .array();
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    key,
                    new GCMParameterSpec(Segments.TAG_BYTES * Byte.SIZE, nonce));
            cipher.doFinal(plain, 0, length, stored, offset);
            segment++;
        }
    }
}
