package dev.storeward.server.s3.signature;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Whose key signed, for which day and region. Any region will do.
 *
 * @param day as {@code 20130524}
 */
record CredentialScope(String accessKeyId, String day, String region) {
    private static final String SERVICE = "s3";
    private static final String END = "aws4_request";
    private static final int PARTS_OF_SCOPE = 4;

    /**
     * Reads {@code KEY/20130524/us-east-1/s3/aws4_request}.
     *
     * @param refused makes the failure from what is wrong
     */
    static CredentialScope parse(String text, Function<String, RuntimeException> refused) {
        List<String> parts = Arrays.asList(text.split("/", -1));
        int scope = parts.size() - PARTS_OF_SCOPE;
        if (scope < 1 || !parts.getLast().equals(END)) {
            throw refused.apply(
                    "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }
        CredentialScope read =
                new CredentialScope(
                        String.join("/", parts.subList(0, scope)),
                        parts.get(scope),
                        parts.get(scope + 1));
        if (read.accessKeyId().isEmpty() || read.region().isEmpty()) {
            throw refused.apply(
                    "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }
        if (RequestTime.parsed(read.day() + "T000000Z").isEmpty()) {
            throw refused.apply(
                    "incorrect date format \""
                            + read.day()
                            + "\". This date in the credential must be in the format \"yyyyMMdd\".");
        }
        if (!parts.get(scope + 2).equals(SERVICE)) {
            throw refused.apply(
                    "incorrect service \""
                            + parts.get(scope + 2)
                            + "\". This endpoint belongs to \"s3\".");
        }
        return read;
    }

    /** The scope without the key, as it is signed. */
    String text() {
        return String.join("/", day, region, SERVICE, END);
    }
}
