/** Proves a place by named checks, each of which says what failed and how to mend it. */
@NullMarked
package dev.storeward.core.backend.verification;

import org.jspecify.annotations.NullMarked;
