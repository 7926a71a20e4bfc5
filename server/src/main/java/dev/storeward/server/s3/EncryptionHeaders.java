package dev.storeward.server.s3;

import dev.storeward.server.s3.signature.RequestHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request's headers ask of the encryption of an object. All of them are encrypted with keys
 * of this service, which is {@code AES256}; other keys are not implemented, and what S3 takes for a
 * contradiction is told as such.
 */
public final class EncryptionHeaders {
    private static final String METHOD = "x-amz-server-side-encryption";
    private static final String ALGORITHM = METHOD + "-customer-algorithm";
    private static final String KEY = METHOD + "-customer-key";
    private static final String KEY_MD5 = METHOD + "-customer-key-md5";
    private static final String MANAGED_KEY = METHOD + "-aws-kms-key-id";
    private static final String OF_SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
    private static final String OWN = "AES256";
    private static final Set<String> MANAGED = Set.of("aws:kms", "aws:kms:dsse");
    private static final Set<String> METHODS =
            Set.of(OWN, "aws:kms", "aws:kms:dsse", "aws:fsx", "aws:backup");
    private static final String CUSTOMER =
            "Requests specifying Server Side Encryption with Customer provided keys must provide ";

    private EncryptionHeaders() {}

    /**
     * Passes what asks for nothing but what is so anyway.
     *
     * @param reading whether the request reads, for which there is no method to choose
     * @throws S3Exception {@code INVALID_ARGUMENT}, {@code INVALID_ENCRYPTION_ALGORITHM}, {@code
     *     NOT_IMPLEMENTED}
     */
    public static void require(RequestHeaders headers, boolean reading) {
        Optional<String> method = headers.value(METHOD);
        boolean customer =
                headers.value(ALGORITHM).isPresent()
                        || headers.value(KEY).isPresent()
                        || headers.value(KEY_MD5).isPresent();
        if (method.isPresent()) {
            requireMethod(method.get(), reading, customer);
        }
        if (customer) {
            requireCustomerKey(headers);
        }
        if (headers.value(MANAGED_KEY).isPresent() && method.filter(MANAGED::contains).isEmpty()) {
            throw invalid(
                    "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
                    method.orElse(""));
        }
        for (String name : headers.names()) {
            boolean further = name.startsWith(METHOD + "-") || name.startsWith(OF_SOURCE);
            if (further || (name.equals(METHOD) && !method.equals(Optional.of(OWN)))) {
                throw new S3Exception(
                        S3Code.NOT_IMPLEMENTED,
                        S3Code.NOT_IMPLEMENTED.message(),
                        Map.of("Header", name));
            }
        }
    }

    private static void requireMethod(String method, boolean reading, boolean customer) {
        if (reading) {
            throw invalid(METHOD + " header is not supported for this operation.", method);
        }
        if (customer) {
            throw invalid(
                    "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
                    method);
        }
        if (!METHODS.contains(method)) {
            throw invalid("The encryption method specified is not supported", method);
        }
    }

    /** The key itself is in no message. */
    private static void requireCustomerKey(RequestHeaders headers) {
        String algorithm =
                headers.value(ALGORITHM)
                        .orElseThrow(() -> invalid(CUSTOMER + "a valid encryption algorithm.", ""));
        if (!algorithm.equals(OWN)) {
            throw new S3Exception(
                    S3Code.INVALID_ENCRYPTION_ALGORITHM,
                    S3Code.INVALID_ENCRYPTION_ALGORITHM.message(),
                    Map.of("ArgumentName", METHOD, "ArgumentValue", algorithm));
        }
        String key =
                headers.value(KEY)
                        .orElseThrow(() -> invalid(CUSTOMER + "an appropriate secret key.", ""));
        if (headers.value(KEY_MD5).filter(md5 -> !md5.equals(md5(key))).isPresent()) {
            throw invalid(
                    "The calculated MD5 hash of the key did not match the hash that was provided.",
                    "");
        }
    }

    private static String md5(String key) {
        try {
            byte[] bytes = Base64.getDecoder().decode(key);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (IllegalArgumentException _) {
            throw invalid("The secret key was invalid for the specified algorithm.", "");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static S3Exception invalid(String message, String method) {
        return new S3Exception(
                S3Code.INVALID_ARGUMENT,
                message,
                Map.of("ArgumentName", METHOD, "ArgumentValue", method));
    }
}
