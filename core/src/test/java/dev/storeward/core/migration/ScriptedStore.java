package dev.storeward.core.migration;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Capabilities;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectPage;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.memory.MemoryStore;
import dev.storeward.store.wrap.TransparentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A bucket in memory as one node sees it: with the faults of a script, and as honest as a bucket
 * that checks who wrote what it refuses to overwrite.
 *
 * @param lies whether it may also store and give back wrong bytes without a word
 */
record ScriptedStore(
        MemoryStore memory, String bucket, Trouble trouble, Around around, boolean lies)
        implements TransparentStore {

    /** What happens besides around a call, such as the death of the caller. */
    interface Around {
        void before(ObjectKey key, Trouble.Fault fault);

        void after(ObjectKey key, Trouble.Fault fault);
    }

    @Override
    public ObjectStore inner() {
        return memory;
    }

    @Override
    public ObjectKey innerKey(ObjectKey key) {
        return key;
    }

    private Trouble.Fault begin(String call, ObjectKey key) {
        Trouble.Fault fault = trouble.at(bucket, call, key);
        around.before(key, fault);
        if (fault.kind() == Trouble.Kind.FAILS) {
            throw failure(fault);
        }
        return fault;
    }

    private void end(ObjectKey key, Trouble.Fault fault) {
        around.after(key, fault);
        if (fault.kind() == Trouble.Kind.WORKS_AND_FAILS) {
            throw failure(fault);
        }
    }

    private StoreException failure(Trouble.Fault fault) {
        return new StoreException(
                fault.code(),
                trouble.isSilent() ? Reason.SILENT : Reason.UNSPECIFIED,
                "The script lets this call fail.");
    }

    @Override
    public Capabilities capabilities() {
        return memory.capabilities();
    }

    @Override
    public ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        Trouble.Fault fault = begin("put", key);
        ObjectInfo info = stored(key, body, options, fault);
        end(key, fault);
        return info;
    }

    private ObjectInfo stored(
            ObjectKey key, Content body, PutOptions options, Trouble.Fault fault) {
        try {
            if (lies && damages(fault)) {
                try (InputStream in = body.open()) {
                    return memory.put(key, Content.of(damaged(in.readAllBytes(), fault)), options);
                }
            }
            return memory.put(key, body, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StoreException e) {
            if (e.code() != Code.ALREADY_EXISTS) {
                throw e;
            }
            return memory.head(key)
                    .filter(there -> there.metadata().equals(options.metadata()))
                    .orElseThrow(() -> e);
        }
    }

    private static boolean damages(Trouble.Fault fault) {
        return switch (fault.kind()) {
            case WRONG_BYTES, TRUNCATED -> true;
            case NOTHING, FAILS, WORKS_AND_FAILS, BREAKS_OFF -> false;
        };
    }

    private static byte[] damaged(byte[] bytes, Trouble.Fault fault) {
        if (bytes.length == 0) {
            return new byte[1];
        }
        byte[] other =
                fault.kind() == Trouble.Kind.TRUNCATED
                        ? java.util.Arrays.copyOf(bytes, bytes.length / 2)
                        : bytes.clone();
        if (fault.kind() == Trouble.Kind.WRONG_BYTES) {
            other[fault.chance().nextInt(other.length)] ^= 1;
        }
        return other;
    }

    @Override
    public ObjectBody get(ObjectKey key, ByteRange range) {
        Trouble.Fault fault = begin("get", key);
        ObjectBody body = memory.get(key, range);
        end(key, fault);
        if (!lies || !(damages(fault) || fault.kind() == Trouble.Kind.BREAKS_OFF)) {
            return body;
        }
        byte[] bytes;
        try (InputStream in = body.stream()) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        InputStream stream =
                fault.kind() == Trouble.Kind.BREAKS_OFF
                        ? new SequenceInputStream(
                                new ByteArrayInputStream(bytes, 0, bytes.length / 2), new Broken())
                        : new ByteArrayInputStream(damaged(bytes, fault));
        return new ObjectBody(body.info(), body.offset(), body.length(), stream);
    }

    private static final class Broken extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the script breaks this read off");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }
    }

    @Override
    public Optional<ObjectInfo> head(ObjectKey key) {
        Trouble.Fault fault = begin("head", key);
        Optional<ObjectInfo> info = memory.head(key);
        end(key, fault);
        return info;
    }

    @Override
    public List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        ObjectKey first = keys.iterator().next();
        Trouble.Fault fault = begin("delete", first);
        List<DeleteFailure> failures = memory.delete(keys);
        end(first, fault);
        return failures;
    }

    @Override
    public boolean copyFrom(ObjectStore source, ObjectCopy copy) {
        Trouble.Fault fault = begin("copy", copy.to());
        if (bucket.startsWith("apart")) {
            return false;
        }
        boolean copied = memory.copyFrom(source, copy);
        if (copied && lies && damages(fault)) {
            memory.put(copy.to(), Content.of(new byte[] {1, 2, 3}), copy.options());
        }
        end(copy.to(), fault);
        return copied;
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return memory.list(request);
    }

    @Override
    public Optional<URI> presign(PresignRequest request) {
        return Optional.empty();
    }

    @Override
    public Optional<MultipartUploads> multipart() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
