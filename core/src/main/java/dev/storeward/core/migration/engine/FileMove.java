package dev.storeward.core.migration.engine;

import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.migration.engine.Outcome.Blame;
import dev.storeward.core.migration.engine.Outcome.Reason;
import dev.storeward.core.migration.share.MeteredStream;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Redacted;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Moves the stored bytes of one file and proves it: copied inside the provider where both ends
 * allow, else through this process as ciphertext; read back from the target and compared with the
 * digest that was kept when they were written. Belongs to one thread.
 */
final class FileMove {
    /** Bodies up to this size are sent from memory, so that a store may send them again. */
    private static final int SMALL = 256 << 10;

    /** How often wrong bytes are written again before the attempt is given up. */
    private static final int ROUNDS = 3;

    private final SlotContext context;
    private final Task.Ready ready;
    private final Task.Stored from;
    private final SourceObject source;
    private boolean sent;

    /** Whose answer is waited for: the place to blame when it fails. */
    private UUID asked;

    FileMove(SlotContext context, Task.Ready ready) {
        this.context = context;
        this.ready = ready;
        this.from = ready.from();
        this.source = new SourceObject(context, ready);
        this.asked = from.location();
    }

    /** Never throws: a failure is answered as an outcome. */
    Outcome move() {
        try {
            return moved();
        } catch (StoppedException e) {
            return new Outcome.Left(ready.task(), ready.copy(), sent);
        } catch (StoreException e) {
            return failed(e);
        } catch (CryptoException e) {
            return failed(Reason.CREDENTIAL, message(e), true, Blame.PLACE);
        } catch (MeteredStream.TooSlowException e) {
            String message = "The place sends next to nothing.";
            return failed(Reason.UNREACHABLE, message, true, Blame.SILENT_PLACE);
        } catch (IOException e) {
            String message = "The source broke off while it was read.";
            return failed(Reason.UNREACHABLE, message, true, Blame.FILE);
        } catch (RuntimeException e) {
            context.unexpected(ready.task().fileId(), e);
            String message = "It failed in a way that is our fault: see the log.";
            return failed(Reason.INTERNAL, message, true, Blame.FILE);
        }
    }

    private Outcome moved() throws IOException {
        Task.Stored revived = ready.task().revived();
        ObjectIntent copy = ready.copy();
        if (copy == null) {
            return back(Objects.requireNonNull(revived));
        }
        asked = copy.locationId();
        ObjectStore target = context.stores().target(context.snapshot());
        context.requireLease(ready);
        for (int round = 1; ; round++) {
            boolean copied = round == 1 && copiedInside(target, copy);
            if (!copied) {
                write(target, copy, round == 1);
            }
            asked = copy.locationId();
            if (isRight(target, copy.key())) {
                return new Outcome.Verified(
                        ready.task(),
                        from.objectId(),
                        copy.id(),
                        copy.locationId(),
                        copy.key().value(),
                        copy.token(),
                        source.digest().pieceSizes());
            }
            if (from.size() > SMALL) {
                asked = from.location();
                source.requireRight();
            }
            if (round == ROUNDS) {
                throw new StoreException(
                        Code.UNKNOWN, "The target gives back other bytes than were written to it.");
            }
        }
    }

    /** The object from before a migration that is undone, when it still is what it was. */
    private Outcome back(Task.Stored revived) throws IOException {
        asked = revived.location();
        if (isRight(context.stores().at(revived.location()), revived.key())) {
            return new Outcome.Verified(
                    ready.task(),
                    from.objectId(),
                    revived.objectId(),
                    revived.location(),
                    revived.key().value(),
                    null,
                    source.digest().pieceSizes());
        }
        return failed(
                Reason.NOT_THERE,
                "The object it had before is no longer what it was; it is copied instead.",
                true,
                Blame.FILE);
    }

    /** False when the bytes must pass through this process. */
    private boolean copiedInside(ObjectStore target, ObjectIntent copy) throws IOException {
        if (!context.copiesInside(from.location())) {
            return false;
        }
        asked = from.location();
        ObjectStore store = context.stores().at(from.location());
        try {
            ObjectCopy request =
                    new ObjectCopy(from.key(), copy.key(), from.size(), options(copy, false));
            asked = copy.locationId();
            requireFree(target, copy);
            sent = true;
            boolean copied = context.trying(() -> target.copyFrom(store, request));
            if (copied) {
                context.moved(from.size());
            } else {
                context.neverInside(from.location());
            }
            return copied;
        } catch (StoreException e) {
            if (e.code() == Code.NOT_FOUND) {
                asked = from.location();
                throw SourceObject.lost();
            }
            if (e.code() == Code.ALREADY_EXISTS) {
                throw e;
            }
            // Reading and writing may be allowed where copying is not.
            return false;
        }
    }

    private void write(ObjectStore target, ObjectIntent copy, boolean first) throws IOException {
        asked = copy.locationId();
        boolean ifAbsent = first && target.capabilities().conditionalPut();
        if (first && !ifAbsent) {
            requireFree(target, copy);
        }
        try {
            put(target, copy, options(copy, ifAbsent));
        } catch (StoreException e) {
            // A put whose reply was lost is tried again, and meets what it stored.
            if (e.code() != Code.ALREADY_EXISTS || !isOwn(target, copy).orElse(false)) {
                throw e;
            }
        }
    }

    private void put(ObjectStore target, ObjectIntent copy, PutOptions options) throws IOException {
        if (from.size() > SMALL) {
            context.trying(() -> {
                large(target, copy, options);
                return true;
            });
            return;
        }
        asked = from.location();
        byte[] bytes = context.trying(source::bytes);
        Content content = source.digest().declaredOf(Content.of(bytes));
        asked = copy.locationId();
        sent = true;
        context.trying(() -> target.put(copy.key(), content, options));
    }

    /** Whoever put something under the key before keeps it: the copy gets another key. */
    private void requireFree(ObjectStore target, ObjectIntent copy) throws IOException {
        if (!isOwn(target, copy).orElse(true)) {
            throw new StoreException(
                    Code.ALREADY_EXISTS, "Somebody else's object lies at the target's key.");
        }
    }

    /**
     * Whether what lies at the copy's key is of this copy: by its mark, or, where a store keeps
     * none, by its bytes, which no other file has; empty when nothing lies there.
     */
    private Optional<Boolean> isOwn(ObjectStore target, ObjectIntent copy) throws IOException {
        Optional<ObjectInfo> found = context.trying(() -> target.head(copy.key()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String writer = found.get().metadata().get(PutOptions.WRITER);
        return Optional.of(
                writer == null
                        ? found.get().size() == from.size() && isRight(target, copy.key())
                        : writer.equals(copy.id().toString()));
    }

    private static PutOptions options(ObjectIntent copy, boolean ifAbsent) {
        return new PutOptions(
                ifAbsent,
                "application/octet-stream",
                Map.of(PutOptions.WRITER, copy.id().toString()));
    }

    private void large(ObjectStore target, ObjectIntent copy, PutOptions options)
            throws IOException {
        asked = from.location();
        try (ObjectBody body = source.open();
                MeteredStream metered = context.unhashed(body.stream(), copy)) {
            try {
                asked = copy.locationId();
                sent = true;
                Content content = Content.once(metered, OptionalLong.of(from.size()));
                target.put(copy.key(), source.digest().declaredOf(content), options);
            } catch (RuntimeException e) {
                IOException ofSource = metered.failure();
                if (ofSource != null) {
                    asked = from.location();
                    throw ofSource;
                }
                if (e instanceof StoreException refused && refused.code() == Code.CORRUPT) {
                    asked = from.location();
                    source.requireRight();
                    asked = copy.locationId();
                }
                throw e;
            }
            if (metered.count() != from.size()) {
                asked = from.location();
                throw new IOException("the source ended early");
            }
        }
    }

    /** Reads back and compares; a target that has nothing, or something else, is not right. */
    private boolean isRight(ObjectStore store, ObjectKey key) throws IOException {
        return context.trying(() -> {
            try (ObjectBody body = store.get(key, ByteRange.all())) {
                if (body.info().size() != from.size()) {
                    return false;
                }
                try (MeteredStream metered = source.read(body.stream())) {
                    metered.drain(from.size());
                    return metered.count() == from.size() && source.digest().isOf(metered.digest());
                }
            } catch (StoreException e) {
                if (e.code() == Code.NOT_FOUND) {
                    return false;
                }
                throw e;
            }
        });
    }

    private Outcome failed(StoreException e) {
        Blame blame = Blame.of(e);
        boolean again =
                blame != Blame.FILE || e.code().retryable() || e.code() == Code.ALREADY_EXISTS;
        return failed(Reason.of(e.code()), message(e), again, blame);
    }

    private Outcome failed(Reason reason, String message, boolean again, Blame blame) {
        return new Outcome.Failed(
                ready.task(), ready.copy(), sent, reason, message, again, asked, blame);
    }

    private static String message(RuntimeException e) {
        return Redacted.text(String.valueOf(e.getMessage()));
    }
}
