package dev.storeward.core.upload;

import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.request.PutCondition;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** By what right a new file takes its address. */
sealed interface AddressClaim {
    /** The address was made for it: nobody else has it. */
    record Unique() implements AddressClaim {}

    /**
     * Its client chose the address: what is there gives way, when the condition allows.
     *
     * @param there what was there when the upload began; null for nothing
     */
    record Chosen(PutCondition condition, @Nullable Occupant there) implements AddressClaim {}

    /** A file and the object that it has; another object makes it another occupant. */
    record Occupant(StoredFile file, UUID objectId) {}
}
