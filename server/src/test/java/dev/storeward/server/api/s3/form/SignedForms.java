package dev.storeward.server.api.s3.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.RawHttp;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Forms by policies that a user's key signs, and sends as a browser does. */
public record SignedForms(S3User user) {
    /** Conditions on a form to the user's whole folder, of a file of 2 to 10 bytes. */
    static final String ANY =
            "[\"starts-with\", \"$key\", \"\"], {\"bucket\": \"BUCKET\"}, [\"content-length-range\", 2, 10]";

    private static final Pattern CODE = Pattern.compile("<Code>(\\w+)</Code>");

    private static byte[] hmac(String algorithm, byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String policy(Instant end, String conditions) {
        String text =
                "{\"expiration\": \""
                        + end
                        + "\", \"conditions\": ["
                        + conditions.replace("BUCKET", user.whole())
                        + "]}";
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** The fields of a form by version 4, signed today. */
    Map<String, String> form(String key, String... conditions) {
        Instant now = Instant.now();
        String day = now.toString().substring(0, 10).replace("-", "");
        String credential = user.keys().accessKeyId() + "/" + day + "/eu-central-1/s3/aws4_request";
        String own =
                ", {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}, {\"x-amz-credential\": \""
                        + credential
                        + "\"}, {\"x-amz-date\": \""
                        + day
                        + "T000000Z\"}";
        String policy =
                policy(
                        now.plusSeconds(300),
                        (conditions.length == 0 ? ANY : String.join(", ", conditions)) + own);
        byte[] secret = ("AWS4" + user.keys().secretAccessKey()).getBytes(UTF_8);
        byte[] signing = hmac("HmacSHA256", secret, day);
        for (String part : new String[] {"eu-central-1", "s3", "aws4_request"}) {
            signing = hmac("HmacSHA256", signing, part);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", key);
        fields.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        fields.put("X-Amz-Credential", credential);
        fields.put("X-Amz-Date", day + "T000000Z");
        fields.put("Policy", policy);
        fields.put(
                "X-Amz-Signature", HexFormat.of().formatHex(hmac("HmacSHA256", signing, policy)));
        return fields;
    }

    static String part(String name, String more, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\""
                + name
                + "\""
                + more
                + "\r\n\r\n"
                + value
                + "\r\n";
    }

    /** A form as browsers send it, a character a byte. */
    public static String body(Map<String, String> fields, String fileName, String content) {
        StringBuilder body = new StringBuilder();
        fields.forEach((name, value) -> body.append(part(name, "", bytes(value))));
        return body + part("file", "; filename=\"" + bytes(fileName) + "\"", content) + "--b--\r\n";
    }

    private static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    RawHttp.Reply send(String path, String body, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "Content-Type: multipart/form-data; boundary=b";
        headers[1] = "Content-Length: " + body.length();
        System.arraycopy(more, 0, headers, 2, more.length);
        return user.raw("POST", path, body, headers);
    }

    RawHttp.Reply post(Map<String, String> fields) {
        return send("/s3/" + user.whole(), body(fields, "me.txt", "hello"));
    }

    /** Status, and the code of an error. */
    static String told(RawHttp.Reply reply) {
        Matcher code = CODE.matcher(reply.text());
        return reply.status() + (code.find() ? " " + code.group(1) : "");
    }

    /** What the files door has of it. */
    Answer read(String key) {
        return user.http().get("/api/v1/storage/objects/" + user.member().folder() + key);
    }

    /** The fields of a form by version 2, which forms may still be signed by. */
    public Map<String, String> old(String policy) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("key", "a.txt");
        fields.put("AWSAccessKeyId", user.keys().accessKeyId());
        fields.put("Policy", policy);
        byte[] secret = user.keys().secretAccessKey().getBytes(UTF_8);
        fields.put(
                "Signature", Base64.getEncoder().encodeToString(hmac("HmacSHA1", secret, policy)));
        return fields;
    }
}
