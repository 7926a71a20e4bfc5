package dev.storeward.core.access;

import dev.storeward.core.Problem;

/**
 * How much of what costs everybody something a tenant's own users may make. A super admin may make
 * more. What is made at the same moment may pass a cap by a few.
 *
 * @param users that are not disabled
 * @param keysOfUser usable keys of one user
 * @param keys usable keys of all users of a tenant
 * @param backends that are not forgotten
 * @param uploadAddresses that have not taken their file and have not expired
 */
public record Caps(int users, int keysOfUser, int keys, int backends, int uploadAddresses) {

    public static Caps usual() {
        return new Caps(1_000, 100, 2_000, 100, 1_000);
    }

    /** What is counted, as far as it need be. */
    @FunctionalInterface
    public interface Count {
        /** How many there are, counted up to a most. */
        int upTo(int most);
    }

    /**
     * Passes when there are fewer than the most.
     *
     * @param there what there is too much of, such as "users of this tenant"
     * @throws dev.storeward.core.ProblemException {@code InUse}
     */
    public static void require(Caller caller, int most, String there, Count count) {
        if (caller.role() != Role.SUPER_ADMIN && count.upTo(most) >= most) {
            throw new Problem.InUse(
                            "There are "
                                    + most
                                    + " "
                                    + there
                                    + " already, which is the most. Remove some, or ask the operator of the platform.")
                    .asException();
        }
    }
}
