package dev.storeward.core.upload.body;

import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.EncryptingStream;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Encrypts and writes one object with memory that does not depend on its size: small ones in one
 * piece, large ones in parts from the pool, or as a stream where the store takes any length.
 */
public final class ObjectWriter {
    private final PartPool pool;

    public ObjectWriter(PartPool pool) {
        this.pool = pool;
    }

    /**
     * Where an object goes.
     *
     * @param user whose share of the memory it takes
     * @param keepMultipartId called with the id of a multipart upload before its first part
     */
    public record Target(
            ObjectStore store,
            ObjectKey key,
            PutOptions options,
            Claimant user,
            Consumer<String> keepMultipartId) {}

    /**
     * Reads the plaintext to its end and writes the object.
     *
     * @param knownSize bytes of plaintext where the end was already seen, else -1
     * @throws dev.storeward.store.StoreException when the store fails; what was written may be
     *     there or not
     */
    public StoredForm write(Target target, ContentCipher cipher, InputStream plain, long knownSize)
            throws IOException {
        try (EncryptingStream encrypting = cipher.encrypt(plain, knownSize);
                DigestedStream stored = new DigestedStream(encrypting, Sha256.begin())) {
            StoreException refusal = null;
            try {
                send(
                        target,
                        stored,
                        knownSize,
                        knownSize < 0
                                ? OptionalLong.empty()
                                : OptionalLong.of(cipher.storedSize(knownSize)));
            } catch (StoreException e) {
                if (e.code() != StoreException.Code.ALREADY_EXISTS || stored.read() >= 0) {
                    throw e;
                }
                refusal = e;
            }
            StoredForm form = new StoredForm(encrypting.header(), stored.count(), stored.digest());
            if (refusal != null && !arrived(target, form)) {
                throw refusal;
            }
            return form;
        }
    }

    /**
     * Writes what is encrypted already.
     *
     * @param size bytes of it
     * @throws dev.storeward.store.StoreException when the store fails; what was written may be
     *     there or not
     */
    public void writeStored(Target target, InputStream stored, long size) throws IOException {
        send(target, stored, size, OptionalLong.of(size));
    }

    private void send(Target target, InputStream stored, long knownSize, OptionalLong length)
            throws IOException {
        Optional<MultipartUploads> multipart = target.store().multipart();
        if (knownSize >= 0 && knownSize <= UploadLimits.SMALL_BYTES) {
            target.store().put(target.key(), Content.of(stored.readAllBytes()), target.options());
        } else if (multipart.isPresent()) {
            writeParts(target, multipart.orElseThrow(), stored);
        } else {
            target.store().put(target.key(), Content.once(stored, length), target.options());
        }
    }

    /**
     * Whether the key is taken by this very write, whose reply was lost before the store sent it
     * again. A store that keeps marks has told already; here the bytes tell, which nobody else can
     * have.
     */
    private static boolean arrived(Target target, StoredForm form) {
        try {
            return target.store()
                            .head(target.key())
                            .filter(found -> found.size() == form.size())
                            .filter(found -> !found.metadata().containsKey(PutOptions.WRITER))
                            .isPresent()
                    && holds(target, form);
        } catch (StoreException | IOException e) {
            // It stays refused; the sweeper looks at it once more.
            return false;
        }
    }

    private static boolean holds(Target target, StoredForm form) throws IOException {
        try (ObjectBody body = target.store().get(target.key(), ByteRange.all());
                DigestedStream read = new DigestedStream(body.stream(), Sha256.begin())) {
            read.transferTo(OutputStream.nullOutputStream());
            return Arrays.equals(read.digest(), form.sha256());
        }
    }

    private void writeParts(Target target, MultipartUploads multipart, InputStream stored)
            throws IOException {
        try (PartPool.Lease lease = pool.take(target.user())) {
            byte[] buffer = lease.buffer();
            int filled = stored.readNBytes(buffer, 0, buffer.length);
            if (filled < buffer.length) {
                target.store().put(target.key(), Content.of(buffer, 0, filled), target.options());
                return;
            }
            String id = multipart.start(target.key(), target.options());
            target.keepMultipartId().accept(id);
            List<MultipartUploads.Part> parts = new ArrayList<>();
            while (filled > 0) {
                parts.add(
                        multipart.upload(
                                target.key(), id, parts.size() + 1, Content.of(buffer, 0, filled)));
                filled = stored.readNBytes(buffer, 0, buffer.length);
            }
            complete(multipart, target, id, parts);
        }
    }

    /** A key that is taken leaves the parts behind: nothing else would know of them. */
    private static void complete(
            MultipartUploads multipart,
            Target target,
            String id,
            List<MultipartUploads.Part> parts) {
        try {
            multipart.complete(target.key(), id, parts, target.options());
        } catch (StoreException e) {
            if (e.code() == StoreException.Code.ALREADY_EXISTS) {
                abort(multipart, target, id, e);
            }
            throw e;
        }
    }

    /** That the key is taken is what matters: the sweeper frees the parts, whose id is kept. */
    private static void abort(
            MultipartUploads multipart, Target target, String id, StoreException taken) {
        try {
            multipart.abort(target.key(), id);
        } catch (RuntimeException e) {
            taken.addSuppressed(e);
        }
    }
}
