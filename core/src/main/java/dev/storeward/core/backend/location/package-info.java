/** Which places in buckets exist, and which of them overlap. */
@NullMarked
package dev.storeward.core.backend.location;

import org.jspecify.annotations.NullMarked;
