/** Streams that stores are built from. */
@NullMarked
package dev.storeward.store.stream;

import org.jspecify.annotations.NullMarked;
