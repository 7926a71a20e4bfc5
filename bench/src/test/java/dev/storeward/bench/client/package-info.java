/** What loads come to. */
@NullMarked
package dev.storeward.bench.client;

import org.jspecify.annotations.NullMarked;
