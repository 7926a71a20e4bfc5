package dev.storeward.core.placement;

import dev.storeward.core.Checks;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with rules by themselves; every wrong field is named by its rule's position. */
final class RuleChecks {
    static final int MOST_RULES = 100;
    private static final int MOST_ENTRIES = 50;
    private static final Pattern TYPE =
            Pattern.compile(
                    "[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/(\\*|[a-z0-9][a-z0-9!#$&^_.+-]{0,126})");
    private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private RuleChecks() {}

    /** Whether a text can be a region hint. */
    static boolean isRegion(String text) {
        return REGION.matcher(text).matches();
    }

    static void check(List<PlacementRule> rules, Checks checks) {
        if (rules.size() > MOST_RULES) {
            checks.add("rules", "A placement has at most " + MOST_RULES + " rules.");
            return;
        }
        for (int i = 0; i < rules.size(); i++) {
            check(field(i), rules.get(i), checks);
        }
    }

    /** A rule, or a field of it, as errors name it. */
    static String field(int position) {
        return "rules[" + position + "]";
    }

    private static void check(String at, PlacementRule rule, Checks checks) {
        if (!rule.hasConditions()) {
            checks.add(
                    at,
                    "Needs a condition: min_size, max_size, categories, content_types or"
                            + " region_hints. What no rule takes goes to default_backend_id.");
        }
        Long min = rule.minSize();
        Long max = rule.maxSize();
        if (min != null && min < 0) {
            checks.add(at + ".min_size", "Must be 0 or more bytes.");
        }
        if (max != null && max < 1) {
            checks.add(at + ".max_size", "Must be 1 or more bytes.");
        } else if (min != null && max != null && min >= max) {
            checks.add(
                    at + ".min_size",
                    "Must be less than max_size, which is not included itself, or no file can meet both.");
        }
        if (rule.categories().size() > MOST_ENTRIES) {
            checks.add(at + ".categories", tooMany());
        }
        entries(
                at + ".content_types",
                rule.contentTypes(),
                TYPE,
                "Must be types such as text/csv, or image/* for all of a kind.",
                checks);
        entries(
                at + ".region_hints",
                rule.regionHints(),
                REGION,
                "Must be 1 to 63 lower-case letters, digits and hyphens, such as eu-central.",
                checks);
    }

    private static void entries(
            String field, List<String> entries, Pattern form, String message, Checks checks) {
        if (entries.size() > MOST_ENTRIES) {
            checks.add(field, tooMany());
        } else if (!entries.stream().allMatch(entry -> form.matcher(entry).matches())) {
            checks.add(field, message);
        }
    }

    private static String tooMany() {
        return "A condition has at most " + MOST_ENTRIES + " entries.";
    }
}
