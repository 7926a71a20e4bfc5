package dev.storeward.store.connector;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one place was proven to do, by trying: kept with its backend, and handed to the connector
 * that opens it. What was not tried is not in it.
 *
 * @param traits the answers by what was asked
 * @param multipartMinimum the smallest part in bytes the place was found to take; 0 when unknown
 */
public record Profile(Map<Trait, Boolean> traits, long multipartMinimum) {

    private static final Profile UNKNOWN = new Profile(Map.of(), 0);

    public Profile {
        traits = Map.copyOf(traits);
        if (multipartMinimum < 0) {
            throw new IllegalArgumentException("a part has no negative size");
        }
    }

    /** What places differ in although they speak one protocol. */
    public enum Trait {
        /** The bucket stands in the path, not in the host's name. */
        PATH_STYLE,
        /** Bodies may be sent in signed chunks. */
        CHUNKED_ENCODING,
        /** A body whose checksum is wrong is refused. */
        CHECKSUMS,
        /** A body is taken only with a header that tells its digest, as object lock demands. */
        DIGEST_HEADERS,
        /** A write on condition that the key is free is refused when it is not. */
        CONDITIONAL_PUT,
        /** Many objects can be deleted by one request. */
        BATCH_DELETE,
        /** Objects can be copied inside the place. */
        COPY,
        /** Objects can be written in parts. */
        MULTIPART,
        /** Parts may be streams, and of two of one number the one that was not named is refused. */
        PART_TAGS,
        /** What is replaced or deleted stays as a version of its own, until a rule removes it. */
        VERSIONED,
        /** URLs can be signed that need no credential. */
        PRESIGN,
        /** What is written beside an object is told with it. */
        METADATA
    }

    /** Of a place nobody asked yet. */
    public static Profile unknown() {
        return UNKNOWN;
    }

    /** The answer of the place, empty when it was not asked. */
    public Optional<Boolean> get(Trait trait) {
        return Optional.ofNullable(traits.get(trait));
    }

    /** This profile with one more answer. */
    public Profile with(Trait trait, boolean answer) {
        Map<Trait, Boolean> more = new EnumMap<>(Trait.class);
        more.putAll(traits);
        more.put(trait, answer);
        return new Profile(more, multipartMinimum);
    }

    /** This profile with the smallest part the place was found to take. */
    public Profile withMultipartMinimum(long bytes) {
        return new Profile(traits, bytes);
    }
}
