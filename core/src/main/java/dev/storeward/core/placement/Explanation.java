package dev.storeward.core.placement;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why a file would go where it would go.
 *
 * @param rule the position of the rule that decides, from 0; null when the default does
 * @param matched the conditions of that rule; empty for the default
 * @param passedOver the rules before it, in their order
 * @param chosen the backend that the rule or the default names; null when that is retired
 * @param backend where the file would go now; null when nowhere
 * @param migrationId the open migration that sends it on to its target; null when none does
 */
public record Explanation(
        @Nullable Integer rule,
        List<PlacementRule.Condition> matched,
        List<PassedOver> passedOver,
        @Nullable Named chosen,
        @Nullable Named backend,
        @Nullable UUID migrationId) {
    public Explanation {
        matched = List.copyOf(matched);
        passedOver = List.copyOf(passedOver);
    }

    /** A backend by both its names. */
    public record Named(UUID id, String name) {}

    /** A rule that does not decide, and each reason why. */
    public record PassedOver(int rule, List<Reason> reasons) {
        public PassedOver {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * One reason.
     *
     * @param field the rule's field that stood in the way
     */
    public record Reason(String field, String message) {}
}
