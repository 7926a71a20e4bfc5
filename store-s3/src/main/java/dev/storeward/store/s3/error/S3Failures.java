package dev.storeward.store.s3.error;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.outbound.ConnectionFailure;
import dev.storeward.store.s3.wire.LateException;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
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
public record S3Failures(String place) {

    public StoreException of(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            Optional<StoreException> known = known(at, failure);
            if (known.isPresent()) {
                return known.orElseThrow();
            }
        }
        return ConnectionFailure.reason(failure)
                .map(reason -> unreachable(reason, ConnectionFailure.words(reason), failure))
                .orElseGet(() ->
                        new StoreException(
                                Code.UNKNOWN,
                                "The request to " + place + " failed in the client.",
                                failure));
    }

    /** As {@link #of}, of a HEAD request. */
    public StoreException ofHead(Throwable failure) {
        return failure instanceof AwsServiceException answer
                ? S3Error.ofHead(answer).failure(place, answer)
                : of(failure);
    }

    /** The error code a server sent, wherever it is in the chain of causes; empty for none. */
    public static String codeOf(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof AwsServiceException answer) {
                return S3Error.of(answer).name();
            }
        }
        return "";
    }

    /** What an answer of another protocol is told as. */
    public StoreException notAStore() {
        return new StoreException(
                Code.UNREACHABLE,
                Reason.NOT_A_STORE,
                "What answers for the "
                        + place
                        + " does not speak S3: another server or a proxy stands there.");
    }

    /** What an exchange is told as that its own thread was called away from. */
    public StoreException givenUp(Throwable failure) {
        return unreachable(Reason.UNSPECIFIED, "was given up by its caller", failure);
    }

    private Optional<StoreException> known(Throwable at, Throwable failure) {
        return switch (at) {
            case StoreException ours -> Optional.of(ours);
            case AwsServiceException answer ->
                    Optional.of(S3Error.of(answer).failure(place, answer));
            case ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ ->
                    Optional.of(unreachable(Reason.SILENT, "did not answer in time", failure));
            case LateException _ ->
                    Optional.of(unreachable(Reason.SILENT, "did not answer in time", failure));
            case AbortedException _ -> Optional.of(givenUp(failure));
            case XMLStreamException _ -> Optional.of(notAStore());
            default -> Optional.empty();
        };
    }

    private StoreException unreachable(Reason reason, String what, Throwable failure) {
        return new StoreException(
                Code.UNREACHABLE, reason, "The " + place + " " + what + ".", failure);
    }
}
