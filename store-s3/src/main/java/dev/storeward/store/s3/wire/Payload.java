package dev.storeward.store.s3.wire;

import dev.storeward.store.Content;
import dev.storeward.store.stream.CheckedBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A body on its way, held to its length: the last byte leaves only when the content has shown that
 * it ends there, so that a body that is too long never becomes an object. Belongs to one thread.
 */
public final class Payload extends AbstractHttpEntity {
    private static final int BUFFER = 64 << 10;
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final Content content;
    private final long length;
    private final String sha256;
    private boolean opened;
    private Optional<RuntimeException> thrown = Optional.empty();

    private Payload(Content content, long length, String sha256) {
        super((String) null, null, false);
        this.content = content;
        this.length = length;
        this.sha256 = sha256;
    }

    /** No body where one is expected. */
    public static Payload empty() {
        return new Payload(Content.of(new byte[0]), 0, Digests.EMPTY);
    }

    /**
     * A body of known length. Its digest is computed by reading it once, unless the content tells
     * it; so a content that tells none must be reopenable.
     *
     * @throws dev.storeward.store.StoreException {@code CORRUPT} when it has another length
     */
    public static Payload of(Content content, long length) {
        String sha256 = content.sha256().map(Digests::hex).orElseGet(() -> digest(content, length));
        return new Payload(content, length, sha256);
    }

    /** A body whose digest is no part of the signature. */
    public static Payload unsigned(Content content, long length) {
        return new Payload(content, length, UNSIGNED);
    }

    /** Whether its digest is part of the signature. */
    public boolean signed() {
        return !sha256.equals(UNSIGNED);
    }

    private static String digest(Content content, long length) {
        MessageDigest digest = Digests.sha256();
        read(content, length, digest::update);
        return Digests.hex(digest.digest());
    }

    /** Whether it can be sent (again). */
    public boolean repeatable() {
        return !opened || content.reopenable();
    }

    /** Whether a failure of sending it is the content's own. */
    public boolean threw(RuntimeException failure) {
        return thrown.filter(failure::equals).isPresent();
    }

    /** In hex; or that it is not signed. */
    String sha256() {
        return sha256;
    }

    /** Its SHA-256 as headers tell it; only of a body whose digest is signed. */
    public String sha256Base64() {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256));
    }

    /** Its MD5 as headers tell it, by reading it once more; empty where it can be read but once. */
    public Optional<String> md5() {
        if (!content.reopenable()) {
            return Optional.empty();
        }
        MessageDigest digest = Digests.md5();
        read(content, length, digest::update);
        return Optional.of(Base64.getEncoder().encodeToString(digest.digest()));
    }

    @Override
    public void writeTo(OutputStream target) throws IOException {
        opened = true;
        try {
            read(content, length, target::write);
        } catch (RuntimeException e) {
            thrown = Optional.of(e);
            throw e;
        }
    }

    private interface Sink<E extends Exception> {
        void take(byte[] bytes, int offset, int length) throws E;
    }

    private static <E extends Exception> void read(Content content, long length, Sink<E> sink)
            throws E {
        CheckedBody in = CheckedBody.open(content);
        try {
            byte[] buffer = new byte[Math.clamp(length, 1, BUFFER)];
            long left = length;
            while (left > 0) {
                int got = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                left -= got;
                if (left == 0) {
                    in.requireEnd();
                }
                sink.take(buffer, 0, got);
            }
            if (length == 0) {
                in.requireEnd();
            }
        } finally {
            close(in);
        }
    }

    /** All that matters was read by then. */
    private static void close(CheckedBody in) {
        try {
            in.close();
        } catch (IOException e) {
            // A body that has shown its end is whole; one that has not has failed already.
        }
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public InputStream getContent() {
        return CheckedBody.open(content);
    }

    @Override
    public boolean isRepeatable() {
        return content.reopenable();
    }

    @Override
    public boolean isStreaming() {
        return !content.reopenable();
    }

    @Override
    public void close() {}
}
