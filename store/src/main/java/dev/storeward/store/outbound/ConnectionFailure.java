package dev.storeward.store.outbound;

import dev.storeward.store.StoreException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Tells from the exceptions of Java's own network what became of a connection. */
public final class ConnectionFailure {
    private ConnectionFailure() {}

    /**
     * The most telling reason in a chain of causes; empty when nothing in it speaks of a
     * connection.
     */
    public static Optional<Reason> reason(Throwable failure) {
        Optional<Reason> found = Optional.empty();
        int depth = 0;
        for (Throwable at = failure; at != null && depth < 20; at = at.getCause(), depth++) {
            Optional<Reason> here = of(at);
            if (here.isPresent() && (found.isEmpty() || general(found.orElseThrow()))) {
                found = here;
            }
        }
        return found;
    }

    /** What a sentence about the endpoint says of the reason, without its subject. */
    public static String words(Reason reason) {
        return switch (reason) {
            case NAME_UNRESOLVED -> "names a host that does not resolve";
            case CONNECTION_REFUSED -> "refuses connections";
            case CONNECT_TIMEOUT -> "could not be connected to in time";
            case TLS_UNTRUSTED -> "shows a certificate that no known authority signed";
            case TLS_NAME_MISMATCH -> "shows a certificate for another host name";
            case TLS_EXPIRED -> "shows a certificate that is out of date";
            case TLS_FAILED -> "did not agree on TLS";
            case SILENT -> "fell silent";
            case TRUNCATED -> "ended its answer early";
            case BROKEN -> "broke the connection";
            case UNSPECIFIED,
                    ADDRESS_REFUSED,
                    REDIRECTED,
                    NOT_A_STORE,
                    CLOCK_SKEWED,
                    KEY_UNKNOWN,
                    SECRET_WRONG,
                    TOKEN_EXPIRED,
                    ROLE_REFUSED,
                    WRONG_REGION,
                    BUCKET_FORBIDDEN,
                    ACCOUNT_DISABLED,
                    NOT_IMPLEMENTED,
                    UPLOAD_GONE ->
                    "could not be reached";
        };
    }

    /** Whether a cause below may know it better. */
    private static boolean general(Reason reason) {
        return reason == Reason.TLS_FAILED
                || reason == Reason.TLS_UNTRUSTED
                || reason == Reason.BROKEN;
    }

    private static Optional<Reason> of(Throwable at) {
        return Optional.ofNullable(
                switch (at) {
                    case UnknownHostException _ -> Reason.NAME_UNRESOLVED;
                    case SocketTimeoutException late ->
                            connecting(late) ? Reason.CONNECT_TIMEOUT : Reason.SILENT;
                    case ConnectException refused ->
                            connecting(refused)
                                    ? Reason.CONNECT_TIMEOUT
                                    : Reason.CONNECTION_REFUSED;
                    case NoRouteToHostException _ -> Reason.CONNECTION_REFUSED;
                    case SSLPeerUnverifiedException _ -> Reason.TLS_NAME_MISMATCH;
                    case SSLException _ -> Reason.TLS_FAILED;
                    case CertificateExpiredException _, CertificateNotYetValidException _ ->
                            Reason.TLS_EXPIRED;
                    case CertPathValidatorException path -> ofPath(path);
                    case CertPathBuilderException _ -> Reason.TLS_UNTRUSTED;
                    case CertificateException wrong -> ofCertificate(wrong);
                    case EOFException _ -> Reason.TRUNCATED;
                    case IOException broken when cutShort(broken) -> Reason.TRUNCATED;
                    case IOException _ -> Reason.BROKEN;
                    default -> null;
                });
    }

    private static boolean connecting(IOException failure) {
        String text = text(failure);
        return text.contains("connect timed out")
                || text.contains("connection timed out")
                || text.contains("failed: connect timed");
    }

    private static boolean cutShort(IOException failure) {
        String text = text(failure);
        return text.contains("premature end") || text.contains("truncated chunk");
    }

    private static Reason ofPath(CertPathValidatorException path) {
        return path.getReason() == BasicReason.EXPIRED
                        || path.getReason() == BasicReason.NOT_YET_VALID
                ? Reason.TLS_EXPIRED
                : Reason.TLS_UNTRUSTED;
    }

    /** Java names the host's mismatch in no other way than its words. */
    private static Reason ofCertificate(CertificateException wrong) {
        String text = text(wrong);
        return text.startsWith("no subject alternative")
                        || text.startsWith("no name matching")
                        || text.startsWith("illegal given domain name")
                ? Reason.TLS_NAME_MISMATCH
                : Reason.TLS_UNTRUSTED;
    }

    private static String text(Throwable failure) {
        return Optional.ofNullable(failure.getMessage()).orElse("").toLowerCase(Locale.ROOT);
    }
}
