package dev.storeward.core.upload.request;

import dev.storeward.core.file.StoredFile;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file may take an address, given what is there. It is asked again at the end, about what
 * is there then, and holds at the very moment the file becomes visible. Must not block.
 */
@FunctionalInterface
public interface PutCondition {
    /** Whatever is there is replaced. */
    PutCondition NONE = there -> true;

    /** Nothing is replaced. */
    PutCondition ABSENT = there -> there == null;

    /**
     * Whether a file may come.
     *
     * @param there the file at the address; null when there is none
     */
    boolean allows(@Nullable StoredFile there);
}
