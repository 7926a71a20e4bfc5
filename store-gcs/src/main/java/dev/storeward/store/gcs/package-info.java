/** Google Cloud Storage, over its JSON API. */
@NullMarked
package dev.storeward.store.gcs;

import org.jspecify.annotations.NullMarked;
