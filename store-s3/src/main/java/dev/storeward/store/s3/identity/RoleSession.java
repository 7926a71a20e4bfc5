package dev.storeward.store.s3.identity;

import dev.storeward.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * The temporary credentials of a role, renewed when a quarter of their life is left. Until they end
 * a failed renewal harms nobody, and no renewal is waited for by more than who makes it. A failure
 * is remembered for a while, so that many requests do not become as many calls of STS. Safe for
 * several threads.
 */
final class RoleSession implements AwsCredentialsProvider, AutoCloseable {
    /** How long a failure is answered without asking again. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Credentials that end sooner may end on their way. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Sts sts;
    private final Sts.Role role;
    private final InstantSource clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile Optional<Held> held = Optional.empty();
    private volatile Optional<Failed> failed = Optional.empty();

    RoleSession(Sts sts, Sts.Role role, InstantSource clock) {
        this.sts = sts;
        this.role = role;
        this.clock = clock;
    }

    private record Held(AwsCredentials credentials, Instant renew, Instant end) {}

    private record Failed(StoreException failure, Instant at) {}

    @Override
    public AwsCredentials resolveCredentials() {
        Instant now = clock.instant();
        Optional<Held> usable = held.filter(session -> now.isBefore(session.end().minus(MARGIN)));
        if (usable.isPresent()) {
            Held session = usable.orElseThrow();
            if (!now.isBefore(session.renew())) {
                renewAhead();
            }
            return held.orElse(session).credentials();
        }
        renewing.lock();
        try {
            Instant since = clock.instant();
            Optional<Held> renewed = held.filter(s -> since.isBefore(s.end().minus(MARGIN)));
            return renewed.orElseGet(this::renew).credentials();
        } finally {
            renewing.unlock();
        }
    }

    private void renewAhead() {
        if (!renewing.tryLock()) {
            return;
        }
        try {
            if (held.filter(session -> clock.instant().isBefore(session.renew())).isEmpty()) {
                renew();
            }
        } catch (StoreException e) {
            // What is held is still good; the next request tries again.
        } finally {
            renewing.unlock();
        }
    }

    private Held renew() {
        Instant asked = clock.instant();
        Optional<Failed> recent = failed.filter(f -> asked.isBefore(f.at().plus(PATIENCE)));
        if (recent.isPresent()) {
            StoreException again = recent.orElseThrow().failure();
            throw new StoreException(
                    again.code(), again.reason(), String.valueOf(again.getMessage()), again);
        }
        try {
            Sts.Session session = sts.assume(role, role.externalId());
            Duration life = life(asked, session.end());
            Held fresh =
                    new Held(
                            session.credentials(),
                            asked.plus(life.multipliedBy(3).dividedBy(4)),
                            asked.plus(life));
            held = Optional.of(fresh);
            failed = Optional.empty();
            return fresh;
        } catch (StoreException e) {
            failed = Optional.of(new Failed(e, clock.instant()));
            throw e;
        }
    }

    /** An end that cannot be shows that our clock is wrong: then what was asked for holds. */
    private static Duration life(Instant asked, Instant end) {
        Duration told = Duration.between(asked, end);
        return told.isPositive() && told.compareTo(Sts.LIFE.plusMinutes(5)) <= 0 ? told : Sts.LIFE;
    }

    @Override
    public void close() {
        sts.close();
    }
}
