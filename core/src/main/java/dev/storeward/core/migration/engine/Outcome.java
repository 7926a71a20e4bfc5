package dev.storeward.core.migration.engine;

import dev.storeward.core.object.ObjectIntent;
import dev.storeward.store.StoreException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What came of one file. */
sealed interface Outcome {
    Task task();

    /** Why a file did not move, as rows and answers keep it in lower case. */
    enum Reason {
        NOT_FOUND,
        ALREADY_EXISTS,
        BUCKET_NOT_FOUND,
        UNAUTHENTICATED,
        FORBIDDEN,
        /** The provider has to restore it from an archive first. */
        ARCHIVED,
        INVALID,
        CORRUPT,
        THROTTLED,
        UNREACHABLE,
        FULL,
        UNKNOWN,
        /** The place's credential cannot be opened here. */
        CREDENTIAL,
        /** A fault of ours; the log has it. */
        INTERNAL,
        /** The object a file had at the target before is not what it was. */
        NOT_THERE,
        /** The file is gone. */
        DELETED,
        /** The file lies at the target. */
        ALREADY_THERE,
        /** Another node gave the copy up. */
        TAKEN_OVER;

        /** What may pass by itself, as rows spell it. */
        static final List<String> PASSING =
                List.of(UNREACHABLE.word(), THROTTLED.word(), FULL.word());

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean passes() {
            return PASSING.contains(word());
        }

        static Reason of(StoreException.Code code) {
            return switch (code) {
                case NOT_FOUND -> NOT_FOUND;
                case ALREADY_EXISTS -> ALREADY_EXISTS;
                case BUCKET_NOT_FOUND -> BUCKET_NOT_FOUND;
                case UNAUTHENTICATED -> UNAUTHENTICATED;
                case FORBIDDEN, RETAINED -> FORBIDDEN;
                case ARCHIVED -> ARCHIVED;
                case INVALID -> INVALID;
                case CORRUPT -> CORRUPT;
                case THROTTLED -> THROTTLED;
                case UNREACHABLE -> UNREACHABLE;
                case FULL -> FULL;
                case UNKNOWN -> UNKNOWN;
            };
        }

        /** Empty for the empty text, and for what an older version may have kept. */
        static Optional<Reason> ofWord(String word) {
            return Stream.of(values()).filter(reason -> reason.word().equals(word)).findFirst();
        }
    }

    /**
     * Its bytes lie at the new place, read back and compared.
     *
     * @param token of the copy's row; null when an earlier object was found again
     * @param pieceSizes of a content in pieces, as its manifest tells them; null for one stream
     */
    record Verified(
            Task task,
            UUID fromObject,
            UUID toObject,
            UUID toLocation,
            String toKey,
            @Nullable UUID token,
            @Nullable String pieceSizes)
            implements Outcome {}

    /** It need not move. */
    record Skipped(Task task, Reason reason, String message) implements Outcome {}

    /** What is to blame for a failure. */
    enum Blame {
        FILE,
        PLACE,
        /** The place, which answered nothing as long as was waited. */
        SILENT_PLACE;

        static Blame of(StoreException e) {
            if (!e.code().affectsWholeStore()) {
                return FILE;
            }
            return e.reason() == StoreException.Reason.SILENT ? SILENT_PLACE : PLACE;
        }
    }

    /**
     * It could not be moved.
     *
     * @param copy the row of its copy; null for none
     * @param sent whether something may lie at the target
     * @param again whether another attempt may succeed
     * @param place which of its places failed
     */
    record Failed(
            Task task,
            @Nullable ObjectIntent copy,
            boolean sent,
            Reason reason,
            String message,
            boolean again,
            UUID place,
            Blame blame)
            implements Outcome {
        /** So many that got no answer at all: each has kept what moves it for a whole deadline. */
        private static final int OF_SILENCE = 2;

        /** So many failures of a place one after the other, and no file is to blame. */
        private static final int OF_PLACE = 8;

        /** So many files that may not be read or written, and it is a matter of rights. */
        private static final int OF_RIGHTS = 50;

        /** After how many like it, one after the other, the place is to blame; 0 for never. */
        int most() {
            if (reason == Reason.UNAUTHENTICATED || reason == Reason.BUCKET_NOT_FOUND) {
                return 1;
            }
            if (reason == Reason.FORBIDDEN) {
                return OF_RIGHTS;
            }
            return switch (blame) {
                case FILE -> 0;
                case PLACE -> OF_PLACE;
                case SILENT_PLACE -> OF_SILENCE;
            };
        }

        /** Whether the place did answer, and what is wrong is the file. */
        boolean ofFile() {
            return reason == Reason.NOT_FOUND
                    || reason == Reason.ALREADY_EXISTS
                    || reason == Reason.ARCHIVED
                    || reason == Reason.CORRUPT
                    || reason == Reason.NOT_THERE;
        }
    }

    /** It was left because the migration, or this process, stops. */
    record Left(Task task, @Nullable ObjectIntent copy, boolean sent) implements Outcome {}
}
