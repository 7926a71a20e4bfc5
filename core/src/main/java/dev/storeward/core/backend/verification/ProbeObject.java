package dev.storeward.core.backend.verification;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.outbound.ConnectionFailure;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A small object of random bytes under a random name that one verification writes, and what is read
 * of it.
 */
final class ProbeObject {
    /** The folder for what is Storeward's own in a place. */
    static final String FOLDER = ".storeward/";

    /** What the names of all probe objects begin with. */
    static final String START = FOLDER + "probe-";

    /** The name of any probe object, of whichever verification. */
    static final Pattern NAME = Pattern.compile("\\.storeward/probe-[0-9a-f]{16}(-[a-z]+)?");

    static final int SIZE = 256;

    private final String name;
    private final byte[] bytes = new byte[SIZE];

    ProbeObject(SecureRandom random) {
        byte[] suffix = new byte[8];
        random.nextBytes(suffix);
        random.nextBytes(bytes);
        this.name = START + HexFormat.of().formatHex(suffix);
    }

    ObjectKey key() {
        return new ObjectKey(name);
    }

    /** A second object beside it. */
    ObjectKey key(String suffix) {
        return new ObjectKey(name + "-" + suffix);
    }

    /** What the names of this verification's objects begin with. */
    String name() {
        return name;
    }

    ObjectCopy copyTo(ObjectKey copy) {
        return new ObjectCopy(key(), copy, SIZE, PutOptions.defaults());
    }

    /** How it is written: with a mark, as every object is. */
    PutOptions options() {
        return new PutOptions(
                false, "application/octet-stream", Map.of(PutOptions.WRITER, writer()));
    }

    /** Whether a place tells the mark that was written. */
    boolean isMarked(ObjectInfo told) {
        return writer().equals(told.metadata().get(PutOptions.WRITER));
    }

    private String writer() {
        return name.substring(FOLDER.length());
    }

    Content content() {
        return Content.of(bytes);
    }

    Content half(boolean second) {
        int half = SIZE / 2;
        return Content.of(bytes, second ? half : 0, half);
    }

    /** What an answer holds, with one byte more than it should where it goes on. */
    record Answered(long toldSize, String etag, byte[] bytes) {}

    static Answered read(ObjectStore store, ObjectKey key, ByteRange range, int expected) {
        try (ObjectBody body = store.get(key, range)) {
            return new Answered(
                    body.info().size(), body.info().etag(), body.stream().readNBytes(expected + 1));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** What is wrong with the object as it was read; empty when nothing is. */
    Optional<Fault> difference(Answered answered) {
        if (answered.toldSize() != SIZE || answered.bytes().length != SIZE) {
            return Optional.of(Fault.WRONG_SIZE);
        }
        return Arrays.equals(answered.bytes(), bytes)
                ? Optional.empty()
                : Optional.of(Fault.WRONG_BYTES);
    }

    boolean holds(Answered answered, int from, int to) {
        return Arrays.equals(answered.bytes(), Arrays.copyOfRange(bytes, from, to));
    }

    private static StoreException broken(IOException e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof StoreException known) {
                return known;
            }
        }
        return new StoreException(
                Code.UNREACHABLE,
                ConnectionFailure.reason(e).orElse(Reason.BROKEN),
                "The body broke off before its end.",
                e);
    }
}
