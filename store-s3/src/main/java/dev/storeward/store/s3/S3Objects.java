package dev.storeward.store.s3;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.http.PercentEncoding;
import dev.storeward.store.s3.S3Request.Method;
import dev.storeward.store.s3.error.ErrorText;
import dev.storeward.store.s3.error.S3Error;
import dev.storeward.store.s3.error.S3Failures;
import dev.storeward.store.s3.settings.S3Hosts;
import dev.storeward.store.s3.settings.S3Settings;
import dev.storeward.store.s3.wire.Signer;
import dev.storeward.store.s3.wire.WireAnswer;
import dev.storeward.store.s3.wire.WireClient;
import dev.storeward.store.s3.wire.WireRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Requests about single objects of one bucket, sent without the SDK, which spends several times as
 * much on one. What is safe to repeat is repeated. Safe for several threads.
 *
 * @param bucketPath what paths begin with, a slash at the end
 * @param signedOnly whether the bucket refused a body that was not signed
 * @param digestHeaders whether the bucket takes bodies only with a header that tells their digest
 * @param clock what requests are dated by, with the skew
 * @param random how long pauses are; used by several threads
 * @param skew how far the server's clock is ahead, once it complained
 */
record S3Objects(
        URI origin,
        String bucketPath,
        WireClient http,
        Signer signer,
        AwsCredentialsProvider credentials,
        S3Failures failures,
        AtomicBoolean signedOnly,
        AtomicBoolean digestHeaders,
        InstantSource clock,
        RandomGenerator random,
        AtomicReference<Duration> skew) {

    /** The longest pause before the first repeat; each further one may be twice as long. */
    private static final Duration PAUSE = Duration.ofMillis(25);

    /** The same where the server asks for patience. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    static S3Objects of(
            S3Settings settings,
            WireClient http,
            AwsCredentialsProvider credentials,
            InstantSource clock,
            RandomGenerator random) {
        return new S3Objects(
                S3Hosts.of(settings),
                S3Hosts.inHost(settings) ? "/" : "/" + settings.bucket() + "/",
                http,
                new Signer(settings.region()),
                credentials,
                new S3Failures(settings.name()),
                new AtomicBoolean(),
                new AtomicBoolean(settings.manners().digestHeaders()),
                clock,
                random,
                new AtomicReference<>(Duration.ZERO));
    }

    /** Where an object of this bucket is, as the header that names a copy's source wants it. */
    static String source(String bucket, ObjectKey key) {
        return "/" + bucket + "/" + PercentEncoding.path(key.value());
    }

    /**
     * Sends a request. The answer is a success; to GET it has to be closed.
     *
     * @throws StoreException for every other answer and for none; what a body throws comes through
     */
    WireAnswer send(S3Request request) {
        long end = System.nanoTime() + request.deadline().toNanos();
        for (int attempt = 1; ; attempt++) {
            Failed failed;
            boolean digested = digestHeaders.get();
            try {
                WireAnswer answer = exchange(request, digested, end);
                Optional<S3Error> refusal = refusal(request, answer);
                if (refusal.isEmpty()) {
                    return answer;
                }
                // Others may have learned it since this one was sent.
                if (S3Error.wantsDigest(answer) && !digested) {
                    digestHeaders.set(true);
                    failed = new Failed(digestWanted(), true, Duration.ZERO);
                } else {
                    failed = refused(refusal.orElseThrow(), answer);
                }
            } catch (IOException e) {
                failed = broken(e);
            } catch (RuntimeException e) {
                throw request.body().threw(e) ? e : failures.of(e);
            } catch (Exception e) {
                throw failures.of(e);
            }
            boolean again =
                    failed.again() && attempt < S3Clients.ATTEMPTS && request.body().repeatable();
            if (!again || !paused(failed.pause().multipliedBy(1L << (attempt - 1)), end)) {
                throw failed.failure();
            }
        }
    }

    /**
     * Why an attempt failed.
     *
     * @param pause the longest before another
     */
    private record Failed(StoreException failure, boolean again, Duration pause) {}

    private WireAnswer exchange(S3Request request, boolean digested, long end) throws IOException {
        WireRequest message =
                new WireRequest(
                        request.method().name(),
                        origin,
                        bucketPath + PercentEncoding.path(request.key().value()),
                        request.query(),
                        digested ? request.withDigest().headers() : request.headers(),
                        request.body(),
                        request.method() != Method.PUT);
        Instant now = clock.instant().plus(skew.get());
        return http.send(
                message,
                signer,
                credentials.resolveCredentials(),
                new WireClient.Timing(now, end, request.method() == Method.GET));
    }

    /** A copy may fail after the server has said 200, and says so in its text. */
    private static Optional<S3Error> refusal(S3Request request, WireAnswer answer) {
        if (!answer.succeeded()) {
            return Optional.of(S3Error.of(answer, request.method() == Method.HEAD));
        }
        if (request.method() == Method.PUT && !ErrorText.name(answer.text()).isEmpty()) {
            S3Error told = S3Error.of(answer, false);
            return Optional.of(new S3Error(told.name(), 500, told.region(), false));
        }
        return Optional.empty();
    }

    private Failed refused(S3Error told, WireAnswer answer) {
        StoreException failure = told.failure(failures.place());
        if (failure.reason() == Reason.CLOCK_SKEWED) {
            return new Failed(failure, corrected(answer), PAUSE);
        }
        boolean throttled = failure.code() == StoreException.Code.THROTTLED;
        return new Failed(failure, told.passing(), throttled ? PATIENCE : PAUSE);
    }

    /** What the writer of a body that cannot be sent again is told; the next has the header. */
    private StoreException digestWanted() {
        return new StoreException(
                StoreException.Code.UNKNOWN,
                "The "
                        + failures.place()
                        + " takes bodies only with a header that tells their digest; from now on"
                        + " they have it.");
    }

    /** Takes the server's time for the right one where it names one, and differs from ours. */
    private boolean corrected(WireAnswer answer) {
        Instant told = time(answer, "Date");
        if (told.equals(Instant.EPOCH)) {
            return false;
        }
        skew.set(Duration.between(clock.instant(), told));
        return true;
    }

    private Failed broken(IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return new Failed(failures.givenUp(e), false, PAUSE);
        }
        boolean ofTrust =
                e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException;
        return new Failed(failures.of(e), !ofTrust, PAUSE);
    }

    /** Waits as a server asked for; false where that would pass the end. */
    boolean waited(int attempt, long end) {
        return paused(PATIENCE.multipliedBy(1L << (attempt - 1)), end);
    }

    /** Waits for some of the time; not where that would pass the end or nobody waits any more. */
    private boolean paused(Duration most, long end) {
        long nanos = random.nextLong(most.toNanos() + 1);
        if (System.nanoTime() + nanos - end >= 0) {
            return false;
        }
        try {
            Thread.sleep(Duration.ofNanos(nanos));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A time that the answer names; the epoch where it names none. */
    static Instant time(WireAnswer answer, String header) {
        try {
            return answer.header(header)
                    .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
                    .orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
