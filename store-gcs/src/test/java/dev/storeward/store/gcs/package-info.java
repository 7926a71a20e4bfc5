/** Tests of buckets of Google Cloud Storage. */
@NullMarked
package dev.storeward.store.gcs;

import org.jspecify.annotations.NullMarked;
