package dev.storeward.store.gcs;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.wrap.Prefix;
import java.util.regex.Pattern;

/**
 * The open half of a backend, checked.
 *
 * @param batches whether many objects are deleted by one request
 * @param ownIdentity see {@link GcsConnector#OWN_IDENTITY}
 */
record GcsSettings(String bucket, Prefix prefix, boolean batches, boolean ownIdentity) {

    private static final Pattern BUCKET =
            Pattern.compile("[a-z0-9]([a-z0-9_-]|\\.(?!\\.)){1,220}[a-z0-9]");

    static GcsSettings of(BackendSpec spec) {
        return new GcsSettings(
                bucket(spec),
                prefix(spec),
                spec.profile().get(Trait.BATCH_DELETE).orElse(true),
                Boolean.parseBoolean(spec.get(GcsConnector.OWN_IDENTITY)));
    }

    static String bucket(BackendSpec spec) {
        String bucket = spec.get("bucket").strip();
        if (!BUCKET.matcher(bucket).matches()) {
            throw new StoreException(
                    Code.INVALID,
                    "The bucket's name has 3 to 222 lower-case letters, digits, dots, dashes and"
                            + " underscores, and begins and ends with a letter or digit.");
        }
        return bucket;
    }

    static Prefix prefix(BackendSpec spec) {
        return Prefix.of(spec.get("prefix").strip());
    }

    /** What messages call the place. */
    String name() {
        return "bucket " + bucket + " at Google Cloud Storage";
    }
}
