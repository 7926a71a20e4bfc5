package dev.storeward.server.s3.signature;

/**
 * A request whose signature holds. Its body is yet to be held against the payload.
 *
 * @param region that the client signed for
 */
public record VerifiedRequest(String accessKeyId, String region, Payload payload) {}
