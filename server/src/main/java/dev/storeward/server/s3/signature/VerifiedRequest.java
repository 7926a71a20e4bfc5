package dev.storeward.server.s3.signature;

/**
 * A request whose signature holds. Its body is yet to be held against the payload.
 *
 * @param region that the client signed for
 * @param headers of the request; of one that is signed in its query also what stands there in place
 *     of headers, such as {@code x-amz-meta-}, which is how some tools presign
 */
public record VerifiedRequest(
        String accessKeyId, String region, Payload payload, RequestHeaders headers) {

    /** Without the headers. */
    @Override
    public String toString() {
        return accessKeyId + " in " + region;
    }
}
