package dev.storeward.server.proof;

/** How long the long forms run: {@code -Dstoreward.rounds=12} makes twelve rounds of each. */
final class Rounds {
    private Rounds() {}

    /** The rounds asked for, or the short form's. */
    static int or(int shortForm) {
        return Integer.getInteger("storeward.rounds", shortForm);
    }
}
