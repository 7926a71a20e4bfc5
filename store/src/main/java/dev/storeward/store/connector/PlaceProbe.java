package dev.storeward.store.connector;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What the verification of a place asks of its connector beyond an open store. Every answer has a
 * usual one, which is right for a place that is spoken to in one way only and needs no proof that
 * nobody else can use it.
 */
public interface PlaceProbe {

    /** The probe of a connector that has nothing to add. */
    static PlaceProbe usual() {
        return new PlaceProbe() {};
    }

    /**
     * Where the place is reached, for who asks whether a connection comes about at all; empty for a
     * folder.
     *
     * @throws StoreException {@code BUCKET_NOT_FOUND} when a place that was proven before is gone,
     *     as far as that can be seen without a request
     */
    default Optional<Reach> reach(BackendSpec spec, Outbound outbound) {
        return Optional.empty();
    }

    /**
     * The forms in which the place may have to be spoken to, the likeliest first: what the
     * registrar did not set is tried, and the first that works is kept as its {@link Profile}.
     */
    default List<BackendSpec> variants(BackendSpec spec) {
        return List.of(spec);
    }

    /**
     * Whether somebody other than the tenant could have us use its place: a role that can be taken
     * on without the tenant's external id, or with another's. Makes requests.
     *
     * @return why the place must be refused; empty when nothing speaks against it
     */
    default Optional<StoreException> distrust(
            BackendSpec spec, Credential credential, Outbound outbound) {
        return Optional.empty();
    }

    /**
     * What can be learned of the place only in its protocol's own terms, such as whether it looks
     * at checksums. Makes requests; writes under one key and removes it again.
     *
     * @param spec opened with its profile so far
     * @param free a key under which nothing lies
     * @return the profile so far and what was learned
     * @throws StoreException when the place does not answer; nothing is learned then
     */
    default Profile learn(
            BackendSpec spec, Credential credential, Outbound outbound, ObjectKey free) {
        return spec.profile();
    }

    /**
     * The first hop to a place.
     *
     * @param url scheme, host and port
     * @param outbound the gate its connections pass: the caller's, or the operator's where the
     *     operator named the endpoint
     */
    record Reach(URI url, Outbound outbound) {}
}
