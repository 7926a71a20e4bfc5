package dev.storeward.store.s3.error;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.s3.wire.WireAnswer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * An answer that is no success, in the server's own terms.
 *
 * @param name S3's word for the error; empty when there was none
 * @param region where the bucket lies, if the answer says so; else empty
 * @param foreign whether the answer is of a type that is none of S3
 */
public record S3Error(String name, int status, String region, boolean foreign) {

    /** Words as S3 has them, which no access key's id is. */
    private static final Pattern NAME =
            Pattern.compile("(?=.*[a-z])(?!.*[0-9]{4})[A-Za-z][A-Za-z0-9.]{1,59}");

    public static S3Error of(AwsServiceException answer) {
        Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
        String name =
                details.map(AwsErrorDetails::errorCode)
                        .filter(word -> NAME.matcher(word).matches())
                        .orElse("");
        String region =
                details.map(AwsErrorDetails::sdkHttpResponse)
                        .flatMap(http -> http.firstMatchingHeader("x-amz-bucket-region"))
                        .filter(word -> word.matches("[a-z0-9-]{1,40}"))
                        .orElse("");
        boolean foreign =
                details.map(AwsErrorDetails::sdkHttpResponse)
                        .flatMap(http -> http.firstMatchingHeader("Content-Type"))
                        .map(type -> !type.contains("xml"))
                        .orElse(false);
        return new S3Error(name, answer.statusCode(), region, name.isEmpty() && foreign);
    }

    /** An answer to a request that was sent without the SDK. */
    public static S3Error of(WireAnswer answer, boolean head) {
        String name =
                Optional.of(ErrorText.name(answer.text()))
                        .filter(word -> NAME.matcher(word).matches())
                        .orElse("");
        boolean foreign =
                !head
                        && name.isEmpty()
                        && answer.header("Content-Type")
                                .map(type -> !type.contains("xml"))
                                .orElse(false);
        return new S3Error(
                name,
                answer.status(),
                answer.header("x-amz-bucket-region")
                        .filter(word -> word.matches("[a-z0-9-]{1,40}"))
                        .orElse(""),
                foreign);
    }

    /**
     * Whether an answer refuses a body for want of a header that tells its digest, which buckets
     * with object lock demand. Only the server's own text says so.
     */
    public static boolean wantsDigest(WireAnswer answer) {
        if (answer.status() != 400) {
            return false;
        }
        String text = new String(answer.text(), UTF_8).toLowerCase(Locale.ROOT);
        return text.contains("content-md5") && text.contains("required");
    }

    /** Whether the same request may be answered otherwise in a moment. */
    public boolean passing() {
        return switch (code()) {
            case THROTTLED, UNREACHABLE -> true;
            case UNKNOWN -> status >= 500;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    BUCKET_NOT_FOUND,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    INVALID,
                    ARCHIVED,
                    RETAINED,
                    CORRUPT,
                    FULL ->
                    false;
        };
    }

    /** Of an answer to HEAD, whose type says nothing since it has no body. */
    public static S3Error ofHead(AwsServiceException answer) {
        S3Error told = of(answer);
        return new S3Error(told.name(), told.status(), told.region(), false);
    }

    public StoreException failure(String place) {
        return new StoreException(code(), reason(), told(place));
    }

    public StoreException failure(String place, AwsServiceException cause) {
        return new StoreException(code(), reason(), told(place), cause);
    }

    private String told(String place) {
        return sentence(code(), reason(), place)
                + " ("
                + (name.isEmpty() ? "" : name + ", ")
                + "status "
                + status
                + ").";
    }

    private String sentence(Code code, Reason reason, String place) {
        return switch (reason) {
            case KEY_UNKNOWN -> "The access key is not known at the " + place;
            case SECRET_WRONG -> "The secret key is wrong for the " + place;
            case TOKEN_EXPIRED -> "The session's token is no longer valid at the " + place;
            case CLOCK_SKEWED ->
                    "The clocks of this machine and of the " + place + " differ too much";
            case WRONG_REGION ->
                    "The region is wrong for the "
                            + place
                            + (region.isEmpty() ? "" : ": the bucket lies in " + region);
            case REDIRECTED -> "The " + place + " sends us elsewhere, which is never followed";
            case NOT_A_STORE ->
                    "What answers for the "
                            + place
                            + " does not speak S3: another server or a proxy stands there";
            case BUCKET_FORBIDDEN -> "The credential may not see the " + place;
            case ACCOUNT_DISABLED -> "The account that owns the " + place + " is not enabled";
            case NOT_IMPLEMENTED -> "The " + place + " does not implement this request";
            case TRUNCATED -> "The bytes ended early on their way to the " + place;
            case UNSPECIFIED,
                    UPLOAD_GONE,
                    NAME_UNRESOLVED,
                    ADDRESS_REFUSED,
                    CONNECTION_REFUSED,
                    CONNECT_TIMEOUT,
                    TLS_UNTRUSTED,
                    TLS_NAME_MISMATCH,
                    TLS_EXPIRED,
                    TLS_FAILED,
                    SILENT,
                    BROKEN,
                    ROLE_REFUSED ->
                    sentence(code, place);
        };
    }

    private String sentence(Code code, String place) {
        return switch (code) {
            case NOT_FOUND -> "There is no such object in the " + place;
            case ALREADY_EXISTS -> "There is such an object already in the " + place;
            case BUCKET_NOT_FOUND -> "There is no " + place;
            case UNAUTHENTICATED -> "The credential is not accepted at the " + place;
            case FORBIDDEN -> "The credential may not do this with the " + place;
            case ARCHIVED ->
                    "The object lies in an archive of the "
                            + place
                            + " and must be restored at the provider first";
            case RETAINED -> "A retention rule or a hold keeps the object in the " + place;
            case INVALID -> invalid(place);
            case CORRUPT -> "The bytes changed on their way to the " + place;
            case FULL -> "There is no room left in the " + place;
            case THROTTLED -> "The " + place + " asks for patience";
            case UNREACHABLE -> "The " + place + " could not be reached by its own front";
            case UNKNOWN -> "The " + place + " failed without saying why";
        };
    }

    private String invalid(String place) {
        return switch (name) {
            case "InvalidRange" -> "The range begins behind the end of the object in the " + place;
            case "NoSuchUpload" -> "There is no such upload in the " + place;
            default -> "The " + place + " does not take this request";
        };
    }

    Reason reason() {
        return switch (name) {
            case "InvalidAccessKeyId" -> Reason.KEY_UNKNOWN;
            case "SignatureDoesNotMatch" -> Reason.SECRET_WRONG;
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" -> Reason.TOKEN_EXPIRED;
            case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture" ->
                    Reason.CLOCK_SKEWED;
            case "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException",
                    "InvalidRegion",
                    "InvalidLocationConstraint" ->
                    Reason.WRONG_REGION;
            case "AccountProblem",
                    "NotSignedUp",
                    "UserSuspended",
                    "AllAccessDisabled",
                    "OptInRequired" ->
                    Reason.ACCOUNT_DISABLED;
            case "NotImplemented", "MethodNotAllowed", "NotSupported" -> Reason.NOT_IMPLEMENTED;
            case "IncompleteBody" -> Reason.TRUNCATED;
            case "NoSuchUpload" -> Reason.UPLOAD_GONE;
            default -> ofStatus();
        };
    }

    private Reason ofStatus() {
        // To HEAD, which has no body, the header is all that tells.
        boolean elsewhere =
                !region.isEmpty() && (status == 301 || (status == 400 && name.isEmpty()));
        if (elsewhere) {
            return Reason.WRONG_REGION;
        }
        if (status >= 300 && status < 400 && status != 304) {
            return Reason.REDIRECTED;
        }
        if (foreign) {
            return Reason.NOT_A_STORE;
        }
        return status == 501 || status == 405 ? Reason.NOT_IMPLEMENTED : Reason.UNSPECIFIED;
    }

    private Code code() {
        return switch (name) {
            case "NoSuchKey", "NoSuchVersion" -> Code.NOT_FOUND;
            case "NoSuchBucket" -> Code.BUCKET_NOT_FOUND;
            case "InvalidObjectState", "ObjectNotInActiveTierError", "RestoreAlreadyInProgress" ->
                    Code.ARCHIVED;
            case "ObjectLocked" -> Code.RETAINED;
            case "PreconditionFailed" -> Code.ALREADY_EXISTS;
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken",
                    "TokenRefreshRequired",
                    "InvalidSecurity",
                    "RequestExpired",
                    "RequestInTheFuture",
                    "RequestTimeTooSkewed" ->
                    Code.UNAUTHENTICATED;
            case "SlowDown",
                    "ServiceUnavailable",
                    "Throttling",
                    "ThrottlingException",
                    "TooManyRequests",
                    "RequestLimitExceeded",
                    "ConditionalRequestConflict",
                    "OperationAborted" ->
                    Code.THROTTLED;
            case "QuotaExceeded",
                    "InsufficientStorage",
                    "InsufficientCapacity",
                    "XMinioStorageFull",
                    "StorageFull" ->
                    Code.FULL;
            case "BadDigest", "InvalidDigest", "IncompleteBody", "XAmzContentSHA256Mismatch" ->
                    Code.CORRUPT;
            case "RequestTimeout" -> Code.UNREACHABLE;
            case "InvalidRange",
                    "EntityTooLarge",
                    "NoSuchUpload",
                    "AuthorizationHeaderMalformed",
                    "NotImplemented" ->
                    Code.INVALID;
            default -> codeOfStatus();
        };
    }

    /** A stranger's 404 or 403 says nothing of an object or a credential. */
    private Code codeOfStatus() {
        return switch (status) {
            case 401 -> foreign ? Code.UNKNOWN : Code.UNAUTHENTICATED;
            case 403 -> foreign ? Code.UNKNOWN : Code.FORBIDDEN;
            case 404 -> foreign ? Code.UNKNOWN : Code.NOT_FOUND;
            case 408, 502, 504 -> Code.UNREACHABLE;
            case 412 -> foreign ? Code.UNKNOWN : Code.ALREADY_EXISTS;
            case 429, 503 -> Code.THROTTLED;
            case 501 -> Code.INVALID;
            case 507 -> Code.FULL;
            default -> status >= 300 && status < 500 ? Code.INVALID : Code.UNKNOWN;
        };
    }
}
