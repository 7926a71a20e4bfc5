package dev.storeward.server.s3.signature;

/**
 * A request as its signature sees it.
 *
 * @param path as sent, with its escapes; nothing of it is normalised
 * @param query as sent, without the question mark; empty for none
 */
public record SignedRequest(String method, String path, String query, RequestHeaders headers) {

    /** Without the query and the headers: either may open what it is signed for. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
