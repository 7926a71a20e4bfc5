package dev.storeward.core.placement;

import dev.storeward.core.file.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends the files that meet all of its conditions to a backend. A list of a condition is met by any
 * of its entries; an empty list, or null, is no condition.
 *
 * @param minSize bytes a file has at least
 * @param maxSize bytes a file has fewer than, so that two rules can adjoin
 * @param contentTypes whole types such as {@code text/csv}, or halves such as {@code image/*}
 * @param backendId null for the operator's shared backend
 */
public record PlacementRule(
        @Nullable Long minSize,
        @Nullable Long maxSize,
        List<Category> categories,
        List<String> contentTypes,
        List<String> regionHints,
        @Nullable UUID backendId) {
    public PlacementRule {
        categories = List.copyOf(categories);
        contentTypes = List.copyOf(contentTypes);
        regionHints = List.copyOf(regionHints);
    }

    /** Something a rule can ask of a file. */
    public enum Condition {
        MIN_SIZE,
        MAX_SIZE,
        CATEGORIES,
        CONTENT_TYPES,
        REGION_HINTS
    }

    /**
     * What came of a condition.
     *
     * @param message why it was not met; empty when it was
     */
    public record Finding(Condition condition, String message) {
        boolean met() {
            return message.isEmpty();
        }
    }

    boolean hasConditions() {
        return minSize != null
                || maxSize != null
                || !categories.isEmpty()
                || !contentTypes.isEmpty()
                || !regionHints.isEmpty();
    }

    boolean takes(FileFacts file) {
        return findings(file).stream().allMatch(Finding::met);
    }

    /** One finding a condition, in the order of {@link Condition}. */
    List<Finding> findings(FileFacts file) {
        List<Finding> findings = new ArrayList<>();
        if (minSize != null) {
            findings.add(new Finding(Condition.MIN_SIZE, tooSmall(file, minSize)));
        }
        if (maxSize != null) {
            findings.add(new Finding(Condition.MAX_SIZE, tooLarge(file, maxSize)));
        }
        if (!categories.isEmpty()) {
            String known =
                    categories.stream().map(Category::wireName).collect(Collectors.joining(", "));
            findings.add(
                    finding(
                            Condition.CATEGORIES,
                            categories.contains(file.category()),
                            "The category is "
                                    + file.category().wireName()
                                    + "; the rule takes "
                                    + known
                                    + "."));
        }
        if (!contentTypes.isEmpty()) {
            findings.add(
                    finding(
                            Condition.CONTENT_TYPES,
                            takesType(file.contentType()),
                            (file.contentType().isEmpty()
                                            ? "The type is not known"
                                            : "The type is " + file.contentType())
                                    + "; the rule takes "
                                    + String.join(", ", contentTypes)
                                    + "."));
        }
        if (!regionHints.isEmpty()) {
            findings.add(
                    finding(
                            Condition.REGION_HINTS,
                            regionHints.contains(file.regionHint()),
                            (file.regionHint().isEmpty()
                                            ? "No region was asked for"
                                            : "The region asked for is " + file.regionHint())
                                    + "; the rule takes "
                                    + String.join(", ", regionHints)
                                    + "."));
        }
        return findings;
    }

    private static Finding finding(Condition condition, boolean met, String otherwise) {
        return new Finding(condition, met ? "" : otherwise);
    }

    private static String tooSmall(FileFacts file, long least) {
        if (Math.max(file.size(), file.least()) >= least) {
            return "";
        }
        return file.sizeKnown()
                ? "The file has " + file.size() + " bytes; the rule takes " + least + " and more."
                : "The size is not known before the bytes have come; the rule takes "
                        + least
                        + " bytes and more.";
    }

    private static String tooLarge(FileFacts file, long bound) {
        if (file.sizeKnown()) {
            return file.size() < bound
                    ? ""
                    : "The file has "
                            + file.size()
                            + " bytes; the rule takes fewer than "
                            + bound
                            + ".";
        }
        return "The size is not known before the bytes have come; the rule takes fewer than "
                + bound
                + " bytes.";
    }

    private boolean takesType(String type) {
        String half = type.substring(0, type.indexOf('/') + 1) + "*";
        return contentTypes.contains(type) || (type.contains("/") && contentTypes.contains(half));
    }
}
