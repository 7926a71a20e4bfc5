package dev.storeward.store;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One bucket, folder or container, opened with one credential. Safe for use by several threads.
 * Every method may block, ends within the deadline of its implementation, and throws {@link
 * StoreException}, never an SDK's own exception.
 */
public interface ObjectStore extends AutoCloseable {

    /** What this endpoint was proven, or is known, to do. */
    Capabilities capabilities();

    /**
     * Writes one object. Atomic: a reader sees the whole object or none, and a failed call leaves
     * no object under the key unless the code is {@code UNREACHABLE} or {@code UNKNOWN}, when the
     * outcome is open.
     *
     * @throws StoreException {@code ALREADY_EXISTS} when {@link PutOptions#ifAbsent()} is set,
     *     honoured, and the key is taken; {@code CORRUPT} when the body did not have its declared
     *     length, not its declared digest where the store compares that, or could not be read to
     *     its end. A {@code RuntimeException} of a body that can be read once comes through
     *     unchanged; no object is left then either.
     */
    ObjectInfo put(ObjectKey key, Content body, PutOptions options);

    /**
     * Opens one object for reading. The caller closes the answer.
     *
     * @throws StoreException {@code NOT_FOUND}; {@code INVALID} when the range begins behind the
     *     end
     */
    ObjectBody get(ObjectKey key, ByteRange range);

    /** The object's description, or empty when there is none. */
    Optional<ObjectInfo> head(ObjectKey key);

    /**
     * Deletes the keys; a key that does not exist is a success. Answers only what failed, at most
     * one entry a key.
     */
    List<DeleteFailure> delete(Collection<ObjectKey> keys);

    /**
     * One page of the objects whose key begins with a prefix, in ascending order of the keys' UTF-8
     * bytes.
     */
    ObjectPage list(ListRequest request);

    /**
     * Copies inside the provider, without the bytes passing through this process, in one request
     * where the provider allows. The copy has the size and the bytes that the source has at that
     * time; who needs proof reads them back.
     *
     * @return false when the two ends do not allow it; nothing was written then
     * @throws StoreException {@code NOT_FOUND} when there is no such source
     */
    boolean copyFrom(ObjectStore source, ObjectCopy copy);

    /** A URL that needs no credential, or empty when this store cannot make one. */
    Optional<URI> presign(PresignRequest request);

    /**
     * Uploads in parts, or empty when a single {@link #put} of any length is what this store does
     * best.
     */
    Optional<MultipartUploads> multipart();

    @Override
    void close();
}
