package dev.storeward.core.backend.verification;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.outbound.ConnectionFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The way to a place, hop by hop, before anything is signed: name, connection, TLS, and the time an
 * unsigned request is answered with. Connects only to addresses the gate answered.
 */
final class NetworkChecks {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int LONGEST_HEAD = 16 << 10;
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Pattern DATE = Pattern.compile("(?im)^date: *([^\r\n]+)\r?$");

    private final URI url;
    private final Outbound outbound;
    private final Deadline deadline;
    private final Findings findings;
    private final InstantSource clock;

    NetworkChecks(
            PlaceProbe.Reach reach, Deadline deadline, Findings findings, InstantSource clock) {
        this.url = reach.url();
        this.outbound = reach.outbound();
        this.deadline = deadline;
        this.findings = findings;
        this.clock = clock;
    }

    /** A folder has no way to it. */
    static void none(Findings findings) {
        for (Check hop : List.of(Check.NAME_RESOLUTION, Check.CONNECTION, Check.TLS, Check.CLOCK)) {
            findings.skipped(hop, Fault.NOT_OFFERED, "The place is not reached over a network.");
        }
    }

    /** Whether nothing on the way speaks against asking the place itself. */
    boolean passes(SSLSocketFactory tls) {
        List<InetAddress> addresses;
        try {
            outbound.check(url);
            addresses = deadline.call(() -> outbound.resolve(url.getHost()));
        } catch (StoreException e) {
            findings.failed(Check.NAME_RESOLUTION, e, "");
            return false;
        }
        findings.passed(Check.NAME_RESOLUTION, "The host has an address.");
        try (Socket plain = deadline.within(() -> connected(addresses))) {
            findings.passed(Check.CONNECTION, "The server takes connections.");
            return secured(plain, tls);
        } catch (UncheckedIOException e) {
            failed(Check.CONNECTION, e, Reason.CONNECTION_REFUSED);
        } catch (StoreException e) {
            findings.failed(Check.CONNECTION, Fault.CONNECT_TIMEOUT, "Nobody took the connection.");
        } catch (IOException e) {
            // A socket that does not close is closed.
            return !findings.anyFailed();
        }
        return false;
    }

    /** A connection to the first address that takes one. */
    private Socket connected(List<InetAddress> addresses) {
        IOException last = new IOException("the host has no address");
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(address, port()), millis(outbound.connectTimeout()));
                socket.setSoTimeout(millis(silence()));
                return socket;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new UncheckedIOException(last);
    }

    private boolean secured(Socket plain, SSLSocketFactory tls) throws IOException {
        if (!"https".equalsIgnoreCase(url.getScheme())) {
            findings.skipped(Check.TLS, Fault.NOT_OFFERED, "The endpoint is plain HTTP.");
            return onTime(plain);
        }
        try (SSLSocket secure = (SSLSocket) tls.createSocket(plain, bareHost(), port(), true)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            boolean _ = deadline.within(() -> shakeHands(secure));
            findings.passed(Check.TLS, "The certificate is trusted and names the host.");
            return onTime(secure);
        } catch (UncheckedIOException e) {
            if (notTls(e)) {
                findings.failed(
                        Check.TLS, Fault.NOT_TLS, "The endpoint answers, but not with TLS.");
            } else {
                failed(Check.TLS, e, Reason.TLS_FAILED);
            }
        } catch (StoreException e) {
            findings.failed(Check.TLS, e, "");
        }
        return false;
    }

    private static boolean shakeHands(SSLSocket socket) {
        try {
            socket.startHandshake();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean notTls(UncheckedIOException e) {
        return e.getCause() instanceof SSLException broken
                && String.valueOf(broken.getMessage())
                        .startsWith("Unsupported or unrecognized SSL");
    }

    /** A server that tells no time may still be one; what is silent here is asked again, signed. */
    private boolean onTime(Socket socket) {
        Optional<Instant> told;
        try {
            told = deadline.within(() -> toldTime(socket));
        } catch (UncheckedIOException | StoreException e) {
            told = Optional.empty();
        }
        if (told.isEmpty()) {
            findings.skipped(Check.CLOCK, Fault.NOT_OFFERED, "The server tells no time.");
            return true;
        }
        Duration skew = Duration.between(told.orElseThrow(), clock.instant()).abs();
        if (skew.compareTo(SKEW) <= 0) {
            findings.passed(Check.CLOCK, "The clocks agree.");
            return true;
        }
        findings.failed(
                Check.CLOCK,
                Fault.CLOCK_SKEWED,
                "The clocks of this server and of the endpoint differ by "
                        + skew.toMinutes()
                        + " minutes.");
        return false;
    }

    private Optional<Instant> toldTime(Socket socket) {
        try {
            String request =
                    "HEAD / HTTP/1.1\r\nHost: "
                            + url.getRawAuthority()
                            + "\r\nUser-Agent: storeward\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Matcher date = DATE.matcher(head(socket.getInputStream()));
            return date.find() ? time(date.group(1)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_HEAD
                && head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int got = in.read();
            if (got < 0) {
                break;
            }
            head.append((char) got);
        }
        return head.toString();
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(
                    Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void failed(Check check, UncheckedIOException e, Reason otherwise) {
        Reason reason = ConnectionFailure.reason(e).orElse(otherwise);
        findings.failed(
                check,
                Fault.valueOf(reason.name()),
                "The endpoint at " + url.getHost() + " " + ConnectionFailure.words(reason) + ".");
    }

    private String bareHost() {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
        return url.getPort() >= 0
                ? url.getPort()
                : "https".equalsIgnoreCase(url.getScheme()) ? HTTPS : HTTP;
    }

    private Duration silence() {
        return outbound.readTimeout().compareTo(SILENCE) < 0 ? outbound.readTimeout() : SILENCE;
    }

    private static int millis(Duration duration) {
        return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
    }
}
