package dev.storeward.core.file;

import java.util.Locale;
import java.util.Optional;

/** What a file is for. */
public enum Category {
    DATA_SOURCE,
    PROFILE_IMAGE,
    GENERAL;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Category> ofWireName(String name) {
        for (Category category : values()) {
            if (category.wireName().equals(name)) {
                return Optional.of(category);
            }
        }
        return Optional.empty();
    }
}
