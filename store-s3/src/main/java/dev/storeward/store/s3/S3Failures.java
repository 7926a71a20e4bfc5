package dev.storeward.store.s3;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Turns what the SDK throws into what the SPI says. The sentences are ours: a server's own text may
 * say anything.
 *
 * @param place what messages call the bucket
 */
record S3Failures(String place) {

    StoreException of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            Optional<StoreException> known = known(at, failure);
            if (known.isPresent()) {
                return known.orElseThrow();
            }
        }
        return new StoreException(
                Code.UNKNOWN, "The request to " + place + " failed in the client.", failure);
    }

    /** The error code a server sent, wherever it is in the chain of causes; empty for none. */
    static String codeOf(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof AwsServiceException answer) {
                return errorCode(answer);
            }
        }
        return "";
    }

    private Optional<StoreException> known(Throwable at, Throwable failure) {
        return switch (at) {
            case StoreException ours -> Optional.of(ours);
            case AwsServiceException answer -> Optional.of(answered(answer));
            case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ ->
                    unreachable("did not answer in time", failure);
            case AbortedException _ -> unreachable("was given up by its caller", failure);
            case UnknownHostException _ ->
                    unreachable("names a host that does not resolve", failure);
            case ConnectException _ -> unreachable("refuses connections", failure);
            case SocketTimeoutException _ -> unreachable("fell silent", failure);
            case SSLException _ -> unreachable("did not agree on TLS", failure);
            case IOException _ when at.getCause() == null ->
                    unreachable("broke the connection", failure);
            default -> Optional.empty();
        };
    }

    private Optional<StoreException> unreachable(String what, Throwable failure) {
        return Optional.of(
                new StoreException(Code.UNREACHABLE, "The " + place + " " + what + ".", failure));
    }

    private StoreException answered(AwsServiceException answer) {
        String name = errorCode(answer);
        Code code = code(name, answer.statusCode());
        String sentence =
                switch (code) {
                    case NOT_FOUND -> "There is no such object in the " + place;
                    case ALREADY_EXISTS -> "There is such an object already in the " + place;
                    case BUCKET_NOT_FOUND -> "There is no " + place;
                    case UNAUTHENTICATED -> unauthenticated(name);
                    case FORBIDDEN -> "The credential may not do this with the " + place;
                    case INVALID -> invalid(name);
                    case CORRUPT -> "The bytes changed on their way to the " + place;
                    case FULL -> "There is no room left in the " + place;
                    case THROTTLED -> "The " + place + " asks for patience";
                    case UNREACHABLE -> "The " + place + " could not be reached by its own front";
                    case UNKNOWN -> "The " + place + " failed without saying why";
                };
        return new StoreException(
                code,
                sentence
                        + " ("
                        + (name.isEmpty() ? "" : name + ", ")
                        + "status "
                        + answer.statusCode()
                        + ").",
                answer);
    }

    private String unauthenticated(String name) {
        return switch (name) {
            case "InvalidAccessKeyId" -> "The access key is not known at the " + place;
            case "RequestTimeTooSkewed", "RequestExpired" ->
                    "The clocks of this machine and of the " + place + " differ too much";
            case "SignatureDoesNotMatch" -> "The secret key is wrong for the " + place;
            default -> "The credential is not accepted at the " + place;
        };
    }

    private String invalid(String name) {
        return switch (name) {
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "MovedPermanently" ->
                    "The region is wrong for the " + place;
            case "InvalidRange" -> "The range begins behind the end of the object in the " + place;
            case "NoSuchUpload" -> "There is no such upload in the " + place;
            default -> "The " + place + " does not take this request";
        };
    }

    private static Code code(String name, int status) {
        return switch (name) {
            case "NoSuchKey", "NoSuchVersion" -> Code.NOT_FOUND;
            case "NoSuchBucket" -> Code.BUCKET_NOT_FOUND;
            case "PreconditionFailed" -> Code.ALREADY_EXISTS;
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "ExpiredToken",
                    "InvalidToken",
                    "InvalidSecurity",
                    "RequestExpired",
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
            case "InvalidRange", "EntityTooLarge", "NoSuchUpload", "AuthorizationHeaderMalformed" ->
                    Code.INVALID;
            default -> ofStatus(status);
        };
    }

    private static Code ofStatus(int status) {
        return switch (status) {
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.FORBIDDEN;
            case 404 -> Code.NOT_FOUND;
            case 408, 502, 504 -> Code.UNREACHABLE;
            case 412 -> Code.ALREADY_EXISTS;
            case 429, 503 -> Code.THROTTLED;
            case 507 -> Code.FULL;
            default -> status >= 300 && status < 500 ? Code.INVALID : Code.UNKNOWN;
        };
    }

    private static String errorCode(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .filter(name -> name.matches("[A-Za-z0-9.]{1,60}"))
                .orElse("");
    }
}
