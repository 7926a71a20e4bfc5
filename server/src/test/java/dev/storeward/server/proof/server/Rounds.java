package dev.storeward.server.proof.server;

/** How long the long forms run: {@code -Dstoreward.rounds=12} makes twelve rounds of each. */
public final class Rounds {
    private Rounds() {}

    /** The rounds asked for, or the short form's. */
    public static int or(int shortForm) {
        return Integer.getInteger("storeward.rounds", shortForm);
    }
}
