package dev.storeward.server.s3.policy;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.signature.AccessKeys;
import dev.storeward.server.s3.signature.PolicySignature;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A form that a browser posts and whose policy was signed and allows it.
 *
 * @param key of the object, with the file's name where it was asked for
 * @param fields all of them, by lower-case name
 * @param sizes to hold the file to
 */
public record PostForm(
        String accessKeyId, String key, Map<String, String> fields, SizeRange sizes) {
    private static final String FILE_NAME = "${filename}";
    private static final String KEY = "key";
    private static final String BUCKET = "bucket";
    private static final String POLICY = "policy";

    /** What no policy speaks of: the signature itself, and the file. */
    private static final Set<String> UNCOVERED =
            Set.of("x-amz-signature", POLICY, "file", "awsaccesskeyid", "signature");

    public PostForm {
        fields = Map.copyOf(fields);
    }

    /** Without the fields: whoever has them may post the form again. */
    @Override
    public String toString() {
        return key + " by " + accessKeyId;
    }

    /**
     * Checks a form.
     *
     * @param sent its fields before the file, by name in any case
     * @param bucket that the form is posted to
     * @param fileName as the browser sends it
     * @throws S3Exception with S3's code for whatever is wrong: {@code ACCESS_DENIED} for a form
     *     without a policy, after its end, or against its conditions
     */
    public static PostForm verify(
            Map<String, String> sent,
            String bucket,
            String fileName,
            AccessKeys keys,
            Instant now) {
        Map<String, String> fields = byLowerName(sent);
        if (fields.getOrDefault(KEY, "").isEmpty()) {
            throw new S3Exception(
                    S3Code.INVALID_ARGUMENT,
                    "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
                    Map.of("ArgumentName", KEY));
        }
        String policyText = fields.getOrDefault(POLICY, "");
        if (policyText.isEmpty()) {
            throw new S3Exception(S3Code.ACCESS_DENIED);
        }
        String accessKeyId = PolicySignature.verify(fields, keys, now);
        PostPolicy policy = PostPolicy.read(policyText);
        fields.put(KEY, fields.getOrDefault(KEY, "").replace(FILE_NAME, lastName(fileName)));
        fields.put(BUCKET, bucket);
        requireAllowed(policy, fields, now);
        return new PostForm(accessKeyId, fields.getOrDefault(KEY, ""), fields, policy.sizes());
    }

    private static Map<String, String> byLowerName(Map<String, String> sent) {
        Map<String, String> fields = new HashMap<>();
        sent.forEach((name, value) -> {
            if (fields.put(name.toLowerCase(Locale.ROOT), value) != null) {
                throw new S3Exception(
                        S3Code.INVALID_ARGUMENT,
                        "POST requires exactly one field of each name.",
                        Map.of("ArgumentName", name));
            }
        });
        return fields;
    }

    private static void requireAllowed(PostPolicy policy, Map<String, String> fields, Instant now) {
        if (!now.isBefore(policy.expiration())) {
            throw denied("Policy expired.");
        }
        Set<String> uncovered = new TreeSet<>(fields.keySet());
        uncovered.removeIf(PostForm::needsNoCondition);
        for (PolicyCondition condition : policy.conditions()) {
            if (!condition.holds(fields.getOrDefault(condition.field(), ""))) {
                throw denied("Policy Condition failed: " + condition.text());
            }
            uncovered.remove(condition.field());
        }
        if (!uncovered.isEmpty()) {
            throw denied("Extra input fields: " + String.join(", ", uncovered));
        }
    }

    /** Besides the exceptions, a checksum needs none: it allows nothing. */
    private static boolean needsNoCondition(String field) {
        return UNCOVERED.contains(field)
                || field.startsWith("x-ignore-")
                || field.startsWith("x-amz-checksum-");
    }

    /** Browsers once sent the whole path. */
    private static String lastName(String fileName) {
        return fileName.substring(
                Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    }

    private static S3Exception denied(String why) {
        return new S3Exception(S3Code.ACCESS_DENIED, "Invalid according to Policy: " + why);
    }
}
