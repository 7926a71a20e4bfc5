package dev.storeward.core.tenant;

import dev.storeward.core.Problem;
import java.util.Locale;
import java.util.Optional;

/** What a tenant pays for, low to high, and the quota that comes with it. */
public enum Plan {
    FREE(1),
    STARTER(10),
    PRO(100),
    TEAM(1_024),
    ENTERPRISE(10_240);

    private final long gibibytes;

    Plan(long gibibytes) {
        this.gibibytes = gibibytes;
    }

    /** The limit in bytes of a tenant that has no limit of its own. */
    public long quotaBytes() {
        return gibibytes << 30;
    }

    /**
     * Refuses what needs a higher plan.
     *
     * @throws dev.storeward.core.ProblemException {@code TierRequired}
     */
    public void require(Plan least) {
        if (compareTo(least) < 0) {
            throw new Problem.TierRequired(
                            least.wireName(),
                            (least == TEAM
                                            ? "Dedicated storage requires the plan team or higher"
                                            : "Storage of one's own requires the plan enterprise")
                                    + "; this tenant has "
                                    + wireName()
                                    + ".")
                    .asException();
        }
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Plan> ofWireName(String name) {
        for (Plan plan : values()) {
            if (plan.wireName().equals(name)) {
                return Optional.of(plan);
            }
        }
        return Optional.empty();
    }
}
