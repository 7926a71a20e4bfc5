package dev.storeward.server.s3.signature;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who signed the policy of a form. The text that is signed is the policy as it is sent. Forms may
 * still be signed by version 2, as at Amazon: HMAC-SHA1 over the policy, by tools that never
 * changed.
 */
public final class PolicySignature {
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final String SIGNATURE = "x-amz-signature";
    private static final String OLD_KEY = "awsaccesskeyid";
    private static final String OLD_SIGNATURE = "signature";

    private PolicySignature() {}

    /**
     * Checks the signature of a form's policy.
     *
     * @param fields by lower-case name
     * @return the id of the key that signed
     * @throws S3Exception with S3's code for whatever is wrong
     */
    public static String verify(Map<String, String> fields, AccessKeys keys, Instant now) {
        if (!fields.getOrDefault("x-amz-security-token", "").isEmpty()) {
            throw new S3Exception(S3Code.INVALID_TOKEN);
        }
        boolean old = !fields.containsKey(SIGNATURE) && fields.containsKey(OLD_SIGNATURE);
        return old ? verifyOld(fields, keys) : verifyNew(fields, keys, now);
    }

    private static String verifyNew(Map<String, String> fields, AccessKeys keys, Instant now) {
        String signature = required(fields, SIGNATURE);
        if (!required(fields, "x-amz-algorithm").equals("AWS4-HMAC-SHA256")) {
            throw invalid("x-amz-algorithm", "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
        }
        CredentialScope scope =
                CredentialScope.parse(
                        required(fields, "x-amz-credential"),
                        what ->
                                invalid(
                                        "x-amz-credential",
                                        "Error parsing the X-Amz-Credential parameter; " + what));
        Instant time =
                RequestTime.parsed(required(fields, "x-amz-date"))
                        .filter(one -> RequestTime.day(one).equals(scope.day()))
                        .orElseThrow(() ->
                                invalid(
                                        "x-amz-date",
                                        "X-Amz-Date must be formatted via ISO8601 Long format and of the credential's day."));
        Secret secret = secret(keys, scope.accessKeyId());
        if (!SigningKey.of(secret, scope).signed(required(fields, "policy"), signature)) {
            throw new S3Exception(S3Code.SIGNATURE_DOES_NOT_MATCH);
        }
        if (now.isAfter(time.plus(LONGEST))) {
            throw new S3Exception(S3Code.ACCESS_DENIED, "Request has expired");
        }
        return scope.accessKeyId();
    }

    private static String verifyOld(Map<String, String> fields, AccessKeys keys) {
        String accessKeyId = required(fields, OLD_KEY);
        String expected =
                Base64.getEncoder()
                        .encodeToString(
                                sha1(secret(keys, accessKeyId), required(fields, "policy")));
        boolean same =
                MessageDigest.isEqual(
                        expected.getBytes(ISO_8859_1),
                        required(fields, OLD_SIGNATURE).getBytes(ISO_8859_1));
        if (!same) {
            throw new S3Exception(S3Code.SIGNATURE_DOES_NOT_MATCH);
        }
        return accessKeyId;
    }

    private static Secret secret(AccessKeys keys, String accessKeyId) {
        return keys.secretOf(accessKeyId).orElseThrow(() -> SignatureVerifier.unknown(accessKeyId));
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw invalid(
                    name,
                    "Bucket POST must contain a field named '"
                            + name
                            + "'.  If it is specified, please check the order of the fields.");
        }
        return value;
    }

    private static S3Exception invalid(String field, String message) {
        return new S3Exception(S3Code.INVALID_ARGUMENT, message, Map.of("ArgumentName", field));
    }

    private static byte[] sha1(Secret secret, String policy) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), "HmacSHA1"));
            return mac.doFinal(policy.getBytes(ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
