/** The way of the Google SDK out, over our own connections. */
@NullMarked
package dev.storeward.store.gcs.wire;

import org.jspecify.annotations.NullMarked;
