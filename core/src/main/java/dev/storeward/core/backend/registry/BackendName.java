package dev.storeward.core.backend.registry;

import dev.storeward.core.Checks;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** What backends may be called. */
final class BackendName {
    private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
    private static final String FORM =
            "Must be 1 to 63 lower-case letters, digits, '.', '_' or '-', the first a letter or digit.";

    /** What the operator's own backends are called, in requests too: the name means them alone. */
    private static final Set<String> RESERVED = Set.of("shared", "dedicated");

    private static final int LONGEST_DISPLAYED = 255;
    private static final int READABLE_PART = 54;
    private static final String WITHOUT_WORDS = "storage";

    private BackendName() {}

    static void check(Checks checks, NewBackend made) {
        if (!made.name().isEmpty() || made.displayName().isEmpty()) {
            checks.slug("name", made.name(), RULE, FORM);
            if (RESERVED.contains(made.name())) {
                checks.add("name", "Is reserved for the operator's storage: choose another.");
            }
        }
        String displayed = made.displayName();
        if (displayed.isEmpty()) {
            return;
        }
        if (displayed.isBlank()) {
            checks.add("display_name", "This field is required.");
        } else if (displayed.codePointCount(0, displayed.length()) > LONGEST_DISPLAYED) {
            checks.add(
                    "display_name", "Must be at most " + LONGEST_DISPLAYED + " characters long.");
        } else if (displayed.codePoints().anyMatch(Character::isISOControl)) {
            checks.add("display_name", "Must hold no control characters.");
        } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(displayed)) {
            checks.add("display_name", "Must be well-formed Unicode.");
        }
    }

    /**
     * The name of a backend: as it was sent, else its display name in small with a part of its id.
     */
    static String of(NewBackend made, UUID id) {
        if (!made.name().isEmpty()) {
            return made.name();
        }
        String words =
                Normalizer.normalize(made.displayName(), Normalizer.Form.NFKD)
                        .replaceAll("\\p{M}+", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-", "");
        String cut = words.substring(0, Math.min(words.length(), READABLE_PART));
        String readable = cut.endsWith("-") ? cut.substring(0, cut.length() - 1) : cut;
        String text = id.toString();
        return (readable.isEmpty() ? WITHOUT_WORDS : readable)
                + "-"
                + text.substring(text.length() - 8);
    }
}
