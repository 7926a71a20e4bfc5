package dev.storeward.core.backend.verification;

import dev.storeward.core.db.Tx;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.connector.Profile;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks a place everything it must do, in the order of {@link Check}, and says of each what came of
 * it. Writes a few small objects of random names below {@code .storeward/} and removes them. Safe
 * for use by several threads.
 */
public final class Verifier {
    /** The longest a verification takes, but for the removal of what it wrote. */
    private static final Duration WHOLE = Duration.ofSeconds(60);

    private static final Duration STEP = Duration.ofSeconds(15);

    private final SecureRandom random;
    private final InstantSource clock;
    private final SSLSocketFactory tls;

    /**
     * @param tls which certificates are trusted
     */
    public Verifier(SecureRandom random, InstantSource clock, SSLSocketFactory tls) {
        this.random = random;
        this.clock = clock;
        this.tls = tls;
    }

    /** One that trusts the certificates Java trusts. */
    public Verifier(SecureRandom random, InstantSource clock) {
        this(random, clock, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /**
     * A place and the means to reach it.
     *
     * @param known whether it is a backend already, of which nothing is made again
     */
    public record Subject(
            Connector connector,
            BackendSpec spec,
            Credential credential,
            Outbound outbound,
            boolean known) {
        /** Of a place that is no backend yet. */
        public Subject(
                Connector connector, BackendSpec spec, Credential credential, Outbound outbound) {
            this(connector, spec, credential, outbound, false);
        }

        private ObjectStore open(BackendSpec form) {
            return known
                    ? connector.openKnown(form, credential, outbound)
                    : connector.open(form, credential, outbound);
        }
    }

    /** Asks the place; holds no database connection, throws nothing a place can cause. */
    public Verification verify(Subject subject) {
        Tx.requireNone();
        Deadline deadline = Deadline.of(WHOLE, STEP);
        Findings hops = new Findings(subject.connector().schema(), Profile.unknown());
        return reached(subject, deadline, hops) ? inSomeForm(subject, deadline, hops) : hops.done();
    }

    /**
     * Asks the one thing that nobody may leave out: whether others could have us use the place. A
     * place of which that cannot be said fails.
     */
    public Verification trust(Subject subject) {
        Tx.requireNone();
        Findings findings = new Findings(subject.connector().schema(), Profile.unknown());
        trusted(subject, Deadline.of(WHOLE, STEP), findings);
        return findings.done();
    }

    private boolean reached(Subject subject, Deadline deadline, Findings hops) {
        try {
            Optional<PlaceProbe.Reach> reach =
                    subject.connector().probe().reach(subject.spec(), subject.outbound());
            if (reach.isEmpty()) {
                NetworkChecks.none(hops);
                return true;
            }
            return new NetworkChecks(reach.orElseThrow(), deadline, hops, clock).passes(tls);
        } catch (RuntimeException e) {
            StoreException failure = ConnectorFailure.of(e);
            Check check =
                    failure.code() == StoreException.Code.BUCKET_NOT_FOUND
                            ? Check.BUCKET
                            : Check.NAME_RESOLUTION;
            hops.failed(check, failure, "");
            return false;
        }
    }

    /** Speaks to the place in each of its possible forms until one works. */
    private Verification inSomeForm(Subject subject, Deadline deadline, Findings hops) {
        Optional<Findings> best = Optional.empty();
        List<BackendSpec> forms =
                subject.connector().probe().variants(subject.spec().with(Profile.unknown()));
        for (BackendSpec form : forms) {
            Findings findings = hops.copy(form.profile());
            boolean another = ask(subject, form, deadline, findings);
            if (best.isEmpty() || findings.reached() > best.orElseThrow().reached()) {
                best = Optional.of(findings);
            }
            if (!findings.anyFailed() || !another || deadline.left().isZero()) {
                break;
            }
        }
        return best.orElse(hops).done();
    }

    /**
     * @return whether another form of the request may do better
     */
    private boolean ask(Subject subject, BackendSpec form, Deadline deadline, Findings findings) {
        try (ObjectStore store = subject.open(form)) {
            Optional<StoreException> failure = listed(store, deadline, findings);
            if (failure.isPresent() && !findings.failedAt(Check.LIST)) {
                return FirstContact.mayDependOnForm(failure.orElseThrow());
            }
            return trusted(subject, deadline, findings)
                    && used(
                            store,
                            deadline,
                            findings,
                            failure,
                            (known, free) ->
                                    subject.connector()
                                            .probe()
                                            .learn(
                                                    form.with(known),
                                                    subject.credential(),
                                                    subject.outbound(),
                                                    free));
        } catch (RuntimeException e) {
            StoreException failure = ConnectorFailure.of(e);
            FirstContact.failed(findings, failure, Check.AUTHENTICATION, "");
            return FirstContact.mayDependOnForm(failure);
        }
    }

    private static Optional<StoreException> listed(
            ObjectStore store, Deadline deadline, Findings findings) {
        try {
            deadline.run(() -> store.list(new ListRequest(ProbeObject.FOLDER, "", 1)));
            FirstContact.settled(findings);
            findings.passed(Check.LIST, "The objects were listed.");
            return Optional.empty();
        } catch (StoreException e) {
            FirstContact.failed(findings, e, Check.LIST, "The objects could not be listed");
            return Optional.of(e);
        }
    }

    private static boolean trusted(Subject subject, Deadline deadline, Findings findings) {
        try {
            Optional<StoreException> distrust =
                    deadline.call(() ->
                            subject.connector()
                                    .probe()
                                    .distrust(
                                            subject.spec(),
                                            subject.credential(),
                                            subject.outbound()));
            if (distrust.isEmpty()) {
                findings.passed(Check.TRUST, "Nobody else can have us use the place.");
                return true;
            }
            findings.failed(
                    Check.TRUST,
                    Fault.TRUSTS_OTHERS,
                    String.valueOf(distrust.orElseThrow().getMessage()));
        } catch (StoreException e) {
            findings.failed(Check.TRUST, e, "Whether others can have us use the place is open");
        }
        return false;
    }

    private boolean used(
            ObjectStore store,
            Deadline deadline,
            Findings findings,
            Optional<StoreException> unlisted,
            BiFunction<Profile, ObjectKey, Profile> learning) {
        ProbeObject probe = new ProbeObject(random);
        Probing probing = new Probing(store, deadline, findings, probe);
        ObjectChecks checks = new ObjectChecks(probing);
        Optional<StoreException> unwritten = checks.write();
        unwritten.ifPresent(e -> unwritten(findings, unlisted, e));
        if (unwritten.isEmpty()) {
            FirstContact.settled(findings);
            unlisted.filter(FirstContact::closed).ifPresent(e -> unlisted(findings, e));
            checks.use();
            learned(probing, learning);
            checks.delete();
        }
        // A write that failed without an answer may have taken place.
        if (unwritten.map(e -> e.code().retryable()).orElse(true)) {
            new CleanUp(store, findings, clock).run(probe, probing.attempted());
        }
        return unwritten.map(FirstContact::mayDependOnForm).orElse(false);
    }

    /** What the place does not tell stays unknown, and harms nothing. */
    private static void learned(Probing probing, BiFunction<Profile, ObjectKey, Profile> learning) {
        Findings findings = probing.findings();
        if (findings.anyFailed()) {
            return;
        }
        ObjectKey free = probing.attempting(probing.probe().key("traits"));
        try {
            findings.learn(probing.deadline().call(() -> learning.apply(findings.profile(), free)));
        } catch (StoreException e) {
            // The place did what it must; how it does it is asked again another day.
        }
    }

    /** The bucket is open after all: only the right to list it is missing. */
    private static void unlisted(Findings findings, StoreException e) {
        findings.failed(
                Check.LIST, Fault.FORBIDDEN, "The objects could not be listed: " + e.getMessage());
    }

    private static void unwritten(
            Findings findings, Optional<StoreException> unlisted, StoreException e) {
        String what = "A small object could not be written";
        if (unlisted.isEmpty()) {
            findings.failed(Check.WRITE, e, what);
        } else if (FirstContact.closed(unlisted.orElseThrow()) && FirstContact.closed(e)) {
            findings.forget(Check.LIST);
            findings.failed(
                    Check.BUCKET,
                    Fault.BUCKET_FORBIDDEN,
                    "The credential may neither list nor write the bucket: it is another's, or"
                            + " nothing was granted yet.");
        } else {
            FirstContact.failed(findings, e, Check.WRITE, what);
        }
    }
}
