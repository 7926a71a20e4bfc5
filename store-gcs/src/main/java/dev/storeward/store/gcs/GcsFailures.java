package dev.storeward.store.gcs;

import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import com.google.cloud.BaseServiceException;
import com.google.cloud.storage.StorageException;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns what the SDK throws into what the SPI says. The sentences are ours: a server's own text may
 * say anything.
 *
 * @param place what messages call the bucket
 */
record GcsFailures(String place) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]{1,60}");
    private static final int DEEPEST = 20;

    StoreException of(Throwable failure) {
        int depth = 0;
        for (Throwable at = failure; at != null && depth++ < DEEPEST; at = at.getCause()) {
            Optional<StoreException> known = known(at, failure);
            if (known.isPresent()) {
                return known.orElseThrow();
            }
        }
        return new StoreException(
                Code.UNKNOWN, "The request to " + place + " failed in the client.", failure);
    }

    private Optional<StoreException> known(Throwable at, Throwable failure) {
        return switch (at) {
            case StoreException ours -> Optional.of(ours);
            case Throwable _
                    when at instanceof Retryable && !(at instanceof BaseServiceException) ->
                    Optional.of(token(at, failure));
            case StorageException answer when answer.getCode() > 0 && !carriesToken(answer) ->
                    Optional.of(
                            answered(
                                    answer.getCode(),
                                    name(answer.getReason()),
                                    String.valueOf(answer.getMessage()),
                                    failure));
            case HttpResponseException answer ->
                    Optional.of(answered(answer.getStatusCode(), "", "", failure));
            default -> Connections.failure(at, "The " + place, failure);
        };
    }

    private static boolean carriesToken(Throwable failure) {
        int depth = 0;
        for (Throwable at = failure.getCause();
                at != null && depth++ < DEEPEST;
                at = at.getCause()) {
            if (at instanceof Retryable && !(at instanceof BaseServiceException)) {
                return true;
            }
        }
        return false;
    }

    /** What the token's server said, or that it said nothing. */
    private StoreException token(Throwable at, Throwable failure) {
        int depth = 0;
        for (Throwable cause = at.getCause();
                cause != null && depth++ < DEEPEST;
                cause = cause.getCause()) {
            if (cause instanceof HttpResponseException answer) {
                return token(answer, failure);
            }
            Optional<StoreException> known =
                    cause instanceof StoreException ours
                            ? Optional.of(ours)
                            : Connections.failure(cause, "Google's token server", failure);
            if (known.isPresent()) {
                return known.orElseThrow();
            }
        }
        return new StoreException(
                Code.UNKNOWN, "No access token could be had for the " + place + ".", failure);
    }

    private StoreException token(HttpResponseException answer, Throwable failure) {
        int status = answer.getStatusCode();
        if (status == 429 || status >= 500) {
            return new StoreException(
                    status == 429 || status == 503 ? Code.THROTTLED : Code.UNREACHABLE,
                    "Google's token server asks for patience (status " + status + ").",
                    failure);
        }
        if (status >= 300 && status < 400) {
            return new StoreException(
                    Code.INVALID,
                    Reason.REDIRECTED,
                    "Google's token server sent us elsewhere, which is never followed (status "
                            + status
                            + ").",
                    failure);
        }
        String said = String.valueOf(answer.getContent()).toLowerCase(Locale.ROOT);
        if (said.contains("account not found") || said.contains("invalid email")) {
            return unauthenticated(
                    Reason.KEY_UNKNOWN,
                    "There is no service account of auth_json's client_email: it was deleted or"
                            + " never there",
                    failure);
        }
        if (said.contains("reasonable timeframe") || said.contains("short-lived")) {
            return unauthenticated(
                    Reason.CLOCK_SKEWED,
                    "The clocks of this machine and of Google differ too much",
                    failure);
        }
        if (said.contains("signature")) {
            return unauthenticated(
                    Reason.SECRET_WRONG,
                    "The private_key of auth_json is not, or no longer, one of its service"
                            + " account",
                    failure);
        }
        return unauthenticated(
                Reason.UNSPECIFIED,
                "Google hands out no access token for the service account of auth_json",
                failure);
    }

    private static StoreException unauthenticated(Reason reason, String what, Throwable failure) {
        return new StoreException(Code.UNAUTHENTICATED, reason, what + ".", failure);
    }

    /**
     * What an answer means.
     *
     * @param name the provider's own code for it, empty for none
     * @param text what the provider said, which decides and is never repeated
     */
    StoreException answered(int status, String name, String text, Throwable failure) {
        Code code = code(status, name, text);
        Reason reason = reason(status, name, code);
        String sentence =
                switch (code) {
                    case NOT_FOUND -> "There is no such object in the " + place;
                    case ALREADY_EXISTS -> "There is such an object already in the " + place;
                    case BUCKET_NOT_FOUND -> "There is no " + place;
                    case UNAUTHENTICATED -> "The credential is not accepted at the " + place;
                    case FORBIDDEN ->
                            reason == Reason.ACCOUNT_DISABLED
                                    ? "The account or its billing is switched off for the " + place
                                    : "The credential may not do this with the " + place;
                    case INVALID ->
                            reason == Reason.REDIRECTED
                                    ? "The " + place + " sent us elsewhere, which is never followed"
                                    : "The " + place + " does not take this request";
                    case CORRUPT -> "The bytes changed on their way to the " + place;
                    case FULL -> "There is no room left in the " + place;
                    case THROTTLED -> "The " + place + " asks for patience";
                    case UNREACHABLE -> "The " + place + " could not be reached by its own front";
                    case UNKNOWN -> "The " + place + " failed without saying why";
                };
        return new StoreException(
                code,
                reason,
                sentence + " (" + (name.isEmpty() ? "" : name + ", ") + "status " + status + ").",
                failure);
    }

    StoreException noBucket(StoreException cause) {
        return new StoreException(Code.BUCKET_NOT_FOUND, "There is no " + place + ".", cause);
    }

    private static Code code(int status, String name, String text) {
        return switch (name) {
            case "rateLimitExceeded",
                    "userRateLimitExceeded",
                    "backendError",
                    "SlowDown",
                    "ServiceUnavailable" ->
                    Code.THROTTLED;
            case "NoSuchBucket" -> Code.BUCKET_NOT_FOUND;
            case "NoSuchKey" -> Code.NOT_FOUND;
            default -> ofStatus(status, text);
        };
    }

    private static Code ofStatus(int status, String text) {
        return switch (status) {
            case 400 ->
                    text.contains("checksum") || text.contains("hash") || text.contains("MD5")
                            ? Code.CORRUPT
                            : Code.INVALID;
            case 401 -> Code.UNAUTHENTICATED;
            case 403 -> Code.FORBIDDEN;
            case 404 ->
                    text.contains("bucket does not exist") ? Code.BUCKET_NOT_FOUND : Code.NOT_FOUND;
            case 408, 502, 504 -> Code.UNREACHABLE;
            case 412 -> Code.ALREADY_EXISTS;
            case 409, 429, 503 -> Code.THROTTLED;
            case 507 -> Code.FULL;
            default -> status >= 300 && status < 500 ? Code.INVALID : Code.UNKNOWN;
        };
    }

    private static Reason reason(int status, String name, Code code) {
        return switch (name) {
            case "accountDisabled",
                    "UserProjectAccountProblem",
                    "billingNotEnabled",
                    "accessNotConfigured" ->
                    Reason.ACCOUNT_DISABLED;
            default ->
                    status == 401
                            ? Reason.TOKEN_EXPIRED
                            : status >= 300 && status < 400 && code == Code.INVALID
                                    ? Reason.REDIRECTED
                                    : status == 501 ? Reason.NOT_IMPLEMENTED : Reason.UNSPECIFIED;
        };
    }

    /** A provider's code that is safe to repeat, else nothing. */
    static String name(@org.jspecify.annotations.Nullable String given) {
        return given != null && NAME.matcher(given).matches() ? given : "";
    }
}
