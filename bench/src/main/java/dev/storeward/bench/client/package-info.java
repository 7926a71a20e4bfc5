/** A client that costs next to nothing. */
@NullMarked
package dev.storeward.bench.client;

import org.jspecify.annotations.NullMarked;
