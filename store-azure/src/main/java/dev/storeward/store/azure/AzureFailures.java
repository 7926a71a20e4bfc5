package dev.storeward.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobStorageException;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.azure.wire.Connections;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Turns what Azure answers and the SDK throws into what the SPI says. The sentences are ours: a
 * server's own text may say anything.
 *
 * @param place what messages call the container
 */
record AzureFailures(String place, InstantSource clock) {
    static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");
    static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-request-id");

    /** Azure refuses what was signed longer ago than this, or that far ahead. */
    private static final Duration SKEW = Duration.ofMinutes(15);

    /** The error code a server sent; empty for none. */
    static String codeOf(HttpResponse answer) {
        return Optional.ofNullable(answer.getHeaderValue(ERROR_CODE))
                .filter(name -> name.matches("[A-Za-z0-9]{1,60}"))
                .orElse("");
    }

    /** What an exception of the SDK means. */
    StoreException of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof StoreException ours) {
                return ours;
            }
            if (at instanceof BlobStorageException told && told.getResponse() != null) {
                return answered(told.getResponse());
            }
        }
        return Connections.failure(place, failure)
                .orElseGet(() ->
                        new StoreException(
                                Code.UNKNOWN,
                                "The request to the " + place + " failed in the client.",
                                failure));
    }

    /** What an answer that is no success means. */
    StoreException answered(HttpResponse answer) {
        String name = codeOf(answer);
        int status = answer.getStatusCode();
        Verdict verdict =
                name.isEmpty() ? ofStatus(status, answer.getHeaders()) : ofName(name, answer);
        return new StoreException(
                verdict.code(),
                verdict.reason(),
                verdict.sentence()
                        + " ("
                        + (name.isEmpty() ? "" : name + ", ")
                        + "status "
                        + status
                        + ").");
    }

    /** An answer that looks like success and comes from something else than Azure's service. */
    StoreException noStore() {
        return new StoreException(Code.INVALID, Reason.NOT_A_STORE, notAzure() + ".");
    }

    private String notAzure() {
        return "What answers for the "
                + place
                + " is not Azure Blob Storage: check the endpoint, and whether a proxy stands"
                + " before it";
    }

    private record Verdict(Code code, Reason reason, String sentence) {
        Verdict(Code code, String sentence) {
            this(code, Reason.UNSPECIFIED, sentence);
        }
    }

    private Verdict ofName(String name, HttpResponse answer) {
        return switch (name) {
            case "BlobNotFound" ->
                    new Verdict(Code.NOT_FOUND, "There is no such object in the " + place);
            // An account that an emulator does not know is a resource.
            case "ContainerNotFound",
                    "ContainerBeingDeleted",
                    "ContainerDisabled",
                    "ResourceNotFound" ->
                    new Verdict(Code.BUCKET_NOT_FOUND, "There is no " + place);
            case "BlobAlreadyExists", "ConditionNotMet", "UnauthorizedBlobOverwrite" ->
                    new Verdict(
                            Code.ALREADY_EXISTS, "There is such an object already in the " + place);
            case "AuthenticationFailed", "InvalidAuthenticationInfo" ->
                    unauthenticated(answer.getHeaders());
            case "AuthorizationFailure" ->
                    cloud(answer.getHeaders())
                            ? new Verdict(
                                    Code.FORBIDDEN,
                                    "The account's network rules keep this server from the "
                                            + place)
                            : unauthenticated(answer.getHeaders());
            case "NoAuthenticationInformation" ->
                    new Verdict(
                            Code.UNAUTHENTICATED, "The credential is not accepted at the " + place);
            case "InvalidUri", "InvalidResourceName", "OutOfRangeInput" ->
                    new Verdict(Code.INVALID, "The name cannot be one in the " + place);
            case "InvalidBlockList", "InvalidBlockId", "InvalidBlobOrBlock" ->
                    new Verdict(Code.INVALID, "There are no such parts in the " + place);
            case "InvalidRange" ->
                    new Verdict(
                            Code.INVALID,
                            "The range begins behind the end of the object in the " + place);
            case "BlobImmutableDueToPolicy" ->
                    new Verdict(
                            Code.RETAINED,
                            "A retention policy or a hold keeps the object in the " + place);
            case "BlobArchived", "BlobBeingRehydrated" ->
                    new Verdict(
                            Code.ARCHIVED,
                            "The object lies in the archive tier of the "
                                    + place
                                    + " and must be rehydrated first");
            case "Md5Mismatch", "Crc64Mismatch", "InvalidMd5" ->
                    new Verdict(Code.CORRUPT, "The bytes changed on their way to the " + place);
            case "ServerBusy", "AccountBeingCreated", "IngressOverAccountLimit" ->
                    new Verdict(Code.THROTTLED, "The " + place + " asks for patience");
            case "OperationTimedOut" ->
                    new Verdict(
                            Code.UNREACHABLE,
                            Reason.SILENT,
                            "The " + place + " did not finish in time");
            case "AccountIsDisabled" ->
                    new Verdict(
                            Code.FORBIDDEN,
                            Reason.ACCOUNT_DISABLED,
                            "The account of the " + place + " is disabled");
            case "CannotVerifyCopySource" ->
                    new Verdict(
                            Code.INVALID,
                            Reason.NOT_IMPLEMENTED,
                            "The " + place + " may not read the object to be copied by itself");
            case "NotImplemented", "UnsupportedHttpVerb", "FeatureVersionMismatch" ->
                    new Verdict(
                            Code.INVALID,
                            Reason.NOT_IMPLEMENTED,
                            "The " + place + " does not know this request");
            default ->
                    forbidden(name)
                            .orElseGet(() -> ofStatus(answer.getStatusCode(), answer.getHeaders()));
        };
    }

    private Optional<Verdict> forbidden(String name) {
        String why =
                switch (name) {
                    case "KeyBasedAuthenticationNotPermitted" ->
                            "The account does not let keys in (\"Allow storage account key access\""
                                    + " is off), which the "
                                    + place
                                    + " needs";
                    case "LeaseIdMissing", "LeaseIdMismatchWithBlobOperation" ->
                            "A lease holds the object in the " + place;
                    default -> "";
                };
        return why.isEmpty() ? Optional.empty() : Optional.of(new Verdict(Code.FORBIDDEN, why));
    }

    private Verdict unauthenticated(HttpHeaders headers) {
        return skewed(headers)
                ? new Verdict(
                        Code.UNAUTHENTICATED,
                        Reason.CLOCK_SKEWED,
                        "The clocks of this machine and of the " + place + " differ too much")
                : new Verdict(
                        Code.UNAUTHENTICATED,
                        Reason.SECRET_WRONG,
                        "The account key is wrong for the " + place);
    }

    /** Network rules are the cloud's only: emulators answer a wrong signature with this code. */
    private static boolean cloud(HttpHeaders headers) {
        String server = headers.getValue(HttpHeaderName.SERVER);
        return server != null && server.startsWith("Windows-Azure");
    }

    private boolean skewed(HttpHeaders headers) {
        String date = headers.getValue(HttpHeaderName.DATE);
        if (date == null) {
            return false;
        }
        try {
            Instant theirs = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            return Duration.between(theirs, clock.instant()).abs().compareTo(SKEW) > 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private Verdict ofStatus(int status, HttpHeaders headers) {
        boolean azure = headers.getValue(REQUEST_ID) != null;
        return switch (status) {
            case 408, 502, 504 ->
                    new Verdict(
                            Code.UNREACHABLE,
                            "The " + place + " could not be reached by its own front");
            case 429, 503 -> new Verdict(Code.THROTTLED, "The " + place + " asks for patience");
            case 507 -> new Verdict(Code.FULL, "There is no room left in the " + place);
            default -> azure || status >= 500 ? ofAzuresStatus(status) : ofOthersStatus(status);
        };
    }

    private Verdict ofAzuresStatus(int status) {
        return switch (status) {
            case 401 ->
                    new Verdict(
                            Code.UNAUTHENTICATED, "The credential is not accepted at the " + place);
            case 403 ->
                    new Verdict(Code.FORBIDDEN, "The credential may not do this with the " + place);
            case 404 -> new Verdict(Code.NOT_FOUND, "There is no such object in the " + place);
            default ->
                    status >= 300 && status < 500
                            ? new Verdict(
                                    Code.INVALID, "The " + place + " does not take this request")
                            : new Verdict(
                                    Code.UNKNOWN, "The " + place + " failed without saying why");
        };
    }

    private Verdict ofOthersStatus(int status) {
        return status >= 300 && status < 400
                ? new Verdict(
                        Code.INVALID,
                        Reason.REDIRECTED,
                        "The endpoint of the "
                                + place
                                + " sends us elsewhere, which is not followed")
                : new Verdict(Code.INVALID, Reason.NOT_A_STORE, notAzure());
    }
}
