package dev.storeward.store.azure.wire;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Tells what became of a broken connection, in the SPI's words. */
public final class Connections {
    private Connections() {}

    /** Empty when no connection failed. */
    public static Optional<StoreException> failure(String place, Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            Optional<Broken> broken = broken(at);
            if (broken.isPresent()) {
                return broken.map(how ->
                        new StoreException(
                                Code.UNREACHABLE,
                                how.reason(),
                                "The " + place + " " + how.words() + ".",
                                failure));
            }
        }
        return Optional.empty();
    }

    private record Broken(Reason reason, String words) {}

    private static Optional<Broken> broken(Throwable at) {
        return switch (at) {
            case UnknownHostException _ ->
                    how(Reason.NAME_UNRESOLVED, "names a host that does not resolve");
            case SocketTimeoutException timeout when connecting(timeout) ->
                    how(Reason.CONNECT_TIMEOUT, "does not take connections in time");
            case InterruptedIOException _, TimeoutException _ -> how(Reason.SILENT, "fell silent");
            case NoRouteToHostException _, ConnectException _ ->
                    how(Reason.CONNECTION_REFUSED, "refuses connections");
            case SSLException tls -> tls(tls);
            case EOFException _ -> how(Reason.BROKEN, "broke the connection");
            case IOException _ when at.getCause() == null ->
                    how(Reason.BROKEN, "broke the connection");
            default -> Optional.empty();
        };
    }

    /** The client has one class for both times, and says which in its text. */
    private static boolean connecting(SocketTimeoutException timeout) {
        return String.valueOf(timeout.getMessage())
                .toLowerCase(java.util.Locale.ROOT)
                .contains("connect");
    }

    private static Optional<Broken> tls(SSLException failure) {
        if (failure instanceof SSLPeerUnverifiedException) {
            return how(Reason.TLS_NAME_MISMATCH, "shows a certificate for another name");
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateExpiredException
                    || at instanceof CertificateNotYetValidException) {
                return how(Reason.TLS_EXPIRED, "shows a certificate that is not valid now");
            }
            if (at instanceof CertPathValidatorException
                    || at.getClass().getName().endsWith("ValidatorException")) {
                return how(Reason.TLS_UNTRUSTED, "shows a certificate that nobody we trust signed");
            }
        }
        return how(Reason.TLS_FAILED, "did not agree on TLS");
    }

    private static Optional<Broken> how(Reason reason, String words) {
        return Optional.of(new Broken(reason, words));
    }
}
