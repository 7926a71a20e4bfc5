package dev.storeward.core.idempotency;

/** What is to be done with a request that carries an idempotency key. */
public sealed interface ClaimResult {

    /** Do it, then complete or release the claim. */
    record Fresh(Claim claim) implements ClaimResult {}

    /** It was done: answer this. */
    record Replay(int status, String body) implements ClaimResult {}

    /** It was done for a role that its user has no more. */
    record Beyond() implements ClaimResult {}

    /** It is being done. */
    record Running() implements ClaimResult {}

    /** The key came with another request before. */
    record Mismatch() implements ClaimResult {}
}
