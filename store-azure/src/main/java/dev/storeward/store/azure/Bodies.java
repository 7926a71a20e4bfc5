package dev.storeward.store.azure;

import com.azure.core.util.BinaryData;
import dev.storeward.store.Content;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.stream.CheckedBody;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Bodies of known length that are read twice and more: for their digest, and to be sent. */
final class Bodies {
    private static final int BUFFER = 64 << 10;

    private Bodies() {}

    /** A content that can be opened again: itself, or a copy of it in memory. */
    static Content reopenable(Content content, long length) {
        if (content.reopenable()) {
            return content;
        }
        try (CheckedBody in = CheckedBody.open(content)) {
            byte[] bytes = new byte[Math.toIntExact(length)];
            int filled = in.readNBytes(bytes, 0, bytes.length);
            in.requireEnd();
            return Content.of(bytes, 0, filled);
        } catch (IOException e) {
            throw new StoreException(Code.CORRUPT, "The body could not be closed.", e);
        }
    }

    static BinaryData of(Content content, long length) {
        return BinaryData.fromStream(new Reopened(content), length);
    }

    /** What Azure compares the received bytes with, as its header wants it. */
    static String md5(Content content) {
        try (CheckedBody in = CheckedBody.open(content)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER];
            for (int got = in.read(buffer, 0, BUFFER); got >= 0; got = in.read(buffer, 0, BUFFER)) {
                digest.update(buffer, 0, got);
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new StoreException(Code.CORRUPT, "The body could not be closed.", e);
        }
    }

    /** Begins anew when it is reset, which is how the SDK sends a body again. */
    private static final class Reopened extends InputStream {
        private final Content content;
        private InputStream current = InputStream.nullInputStream();

        Reopened(Content content) {
            this.content = content;
        }

        @Override
        public int read() throws IOException {
            return current.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return current.read(target, offset, length);
        }

        @Override
        public boolean markSupported() {
            return true;
        }

        @Override
        public void mark(int limit) {
            // The one place to go back to is the beginning.
        }

        @Override
        public void reset() throws IOException {
            current.close();
            current = CheckedBody.open(content);
        }

        @Override
        public void close() throws IOException {
            current.close();
        }
    }
}
