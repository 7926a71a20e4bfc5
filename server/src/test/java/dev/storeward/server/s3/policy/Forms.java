package dev.storeward.server.s3.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.server.s3.S3Exception;
import dev.storeward.store.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.Assertions;

/** Forms by the key and in the days of Amazon's published one. */
final class Forms {
    static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
    static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    static final Instant NOW = Instant.parse("2015-12-29T12:00:00Z");

    private Forms() {}

    /** A form signed by version 2, with the fields that its conditions speak of. */
    static Map<String, String> form(String conditions) {
        return signed(
                "{\"expiration\":\"2015-12-30T12:00:00Z\",\"conditions\":" + conditions + "}");
    }

    static Map<String, String> signed(String policy) {
        String text = Base64.getEncoder().encodeToString(policy.getBytes(UTF_8));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "foo.txt");
        fields.put("AWSAccessKeyId", KEY_ID);
        fields.put("policy", text);
        fields.put("signature", sha1(text));
        return fields;
    }

    static String sha1(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.reveal().getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static PostForm verified(Map<String, String> fields, String bucket, Instant now) {
        return PostForm.verify(
                fields,
                bucket,
                "C:\\photos\\me.jpg",
                id -> id.equals(KEY_ID) ? Optional.of(SECRET) : Optional.empty(),
                now);
    }

    static S3Exception refusal(Map<String, String> fields, String bucket, Instant now) {
        List<S3Exception> refusals = new ArrayList<>();
        try {
            Assertions.fail("taken: " + verified(fields, bucket, now));
        } catch (S3Exception e) {
            refusals.add(e);
        }
        return refusals.getFirst();
    }

    static S3Exception refusal(Map<String, String> fields) {
        return refusal(fields, "b", NOW);
    }
}
