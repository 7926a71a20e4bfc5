package dev.storeward.store.gcs;

import com.fasterxml.jackson.core.JacksonException;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Retryable;
import com.google.cloud.BaseServiceException;
import com.google.cloud.storage.StorageException;
import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.outbound.ConnectionFailure;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
        List<Throwable> chain = chain(failure);
        return first(chain, StoreException.class)
                .or(() ->
                        chain.stream().anyMatch(GcsFailures::ofToken)
                                ? Optional.of(token(chain, failure))
                                : Optional.empty())
                .or(() ->
                        chain.stream()
                                .map(at -> answered(at, failure))
                                .flatMap(Optional::stream)
                                .findFirst())
                .or(() -> connection(chain, "The " + place, failure))
                .orElseGet(() ->
                        new StoreException(
                                Code.UNKNOWN,
                                "The request to " + place + " failed in the client.",
                                failure));
    }

    private static List<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, java.util.Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .toList();
    }

    private static <T> Optional<T> first(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** What the SDK's credentials throw; the service's own failures carry the mark too. */
    private static boolean ofToken(Throwable at) {
        return at instanceof Retryable && !(at instanceof BaseServiceException);
    }

    private Optional<StoreException> answered(Throwable at, Throwable failure) {
        return switch (at) {
            case StorageException answer when answer.getCode() > 0 ->
                    Optional.of(
                            answered(
                                    answer.getCode(),
                                    name(answer.getReason()),
                                    String.valueOf(answer.getMessage()),
                                    failure));
            case HttpResponseException answer ->
                    Optional.of(answered(answer.getStatusCode(), "", "", failure));
            default -> Optional.empty();
        };
    }

    private static Optional<StoreException> connection(
            List<Throwable> chain, String who, Throwable failure) {
        boolean garbled =
                chain.stream()
                        .anyMatch(at ->
                                at instanceof JacksonException
                                        || at instanceof MalformedJsonException
                                        || at instanceof JsonParseException);
        if (garbled) {
            return Optional.of(
                    new StoreException(
                            Code.UNKNOWN,
                            Reason.NOT_A_STORE,
                            who + " answered with what is no answer of its API.",
                            failure));
        }
        return ConnectionFailure.reason(failure)
                .map(reason ->
                        new StoreException(
                                Code.UNREACHABLE,
                                reason,
                                who + " " + ConnectionFailure.words(reason) + ".",
                                failure));
    }

    /** What the token's server said, or that it said nothing. */
    private StoreException token(List<Throwable> chain, Throwable failure) {
        return first(chain, HttpResponseException.class)
                .map(answer -> token(answer, failure))
                .or(() -> connection(chain, "Google's token server", failure))
                .orElseGet(() ->
                        new StoreException(
                                Code.UNKNOWN,
                                "No access token could be had for the " + place + ".",
                                failure));
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
                    case ARCHIVED -> "The object lies in an archive of the " + place;
                    case RETAINED ->
                            "A retention policy or a hold keeps the object in the " + place;
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
            case "retentionPolicyNotMet", "objectUnderActiveHold" -> Code.RETAINED;
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
