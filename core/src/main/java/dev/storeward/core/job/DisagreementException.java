package dev.storeward.core.job;

/** This node's settings are not those of the nodes that live already; the sentence says which. */
public final class DisagreementException extends RuntimeException {
    public DisagreementException(String message) {
        super(message);
    }
}
