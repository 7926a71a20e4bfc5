package dev.storeward.store.gcs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is taken from a service account's key file, which anybody may have written: who it is and
 * its key. Every URL in it is passed over. No message repeats a word of the file.
 */
record ServiceAccount(
        String clientEmail, PrivateKey privateKey, String projectId, Optional<String> keyId) {

    static final String FIELD = "auth_json";

    private static final int LARGEST = 16 << 10;
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9._%+-]{1,120}@[A-Za-z0-9.-]{1,130}");
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9.:-]{1,120}");
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern PEM =
            Pattern.compile(
                    "\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,12000})"
                            + "-----END PRIVATE KEY-----\\s*");
    private static final int WEAKEST_BITS = 2048;
    private static final int STRONGEST_BITS = 8192;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(4)
                                    .maxStringLength(LARGEST)
                                    .maxDocumentLength(LARGEST)
                                    .build())
                    .build();

    /**
     * @throws StoreException {@code INVALID} with a sentence that names the field
     */
    static ServiceAccount of(Secret authJson) {
        Map<String, String> values = texts(authJson.reveal());
        String type = values.getOrDefault("type", "");
        if (!type.equals("service_account")) {
            throw invalid(
                    "holds another kind of credential. Only a service account's key file is taken,"
                            + " whose type is service_account");
        }
        String email = matching(values, "client_email", EMAIL);
        String project = matching(values, "project_id", PROJECT);
        return new ServiceAccount(
                email,
                key(values.getOrDefault("private_key", "")),
                project,
                Optional.ofNullable(values.get("private_key_id"))
                        .filter(id -> KEY_ID.matcher(id).matches()));
    }

    private static String matching(Map<String, String> values, String name, Pattern pattern) {
        String value = values.getOrDefault(name, "");
        if (!pattern.matcher(value).matches()) {
            throw invalid(
                    (value.isEmpty() ? "has no " + name : "has a malformed " + name)
                            + ". Paste the key file as Google gave it out");
        }
        return value;
    }

    private static PrivateKey key(String pem) {
        Matcher given = PEM.matcher(pem);
        if (!given.matches()) {
            throw invalid("has no private_key in PEM form (BEGIN PRIVATE KEY)");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(given.group(1));
            PrivateKey key =
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
            int bits = key instanceof RSAPrivateKey rsa ? rsa.getModulus().bitLength() : 0;
            if (bits < WEAKEST_BITS || bits > STRONGEST_BITS) {
                throw invalid("has a private_key of a size that Google does not give out");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Neither the message nor the cause travels: both may hold pieces of the key.
            throw invalid("has a private_key that is no RSA key");
        }
    }

    /** The members of the object that are texts; all others are read and forgotten. */
    private static Map<String, String> texts(String document) {
        if (document.length() > LARGEST) {
            throw invalid("is longer than any key file, which has less than 16 KiB");
        }
        try (JsonParser parser = JSON.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid("is not a JSON object");
            }
            Map<String, String> texts = new HashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    texts.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw invalid("goes on behind its JSON object");
            }
            return texts;
        } catch (IOException e) {
            throw invalid("is not well-formed JSON with each name once");
        }
    }

    private static StoreException invalid(String what) {
        return new StoreException(Code.INVALID, FIELD + " " + what + ".");
    }

    @Override
    public String toString() {
        return "ServiceAccount[***]";
    }
}
