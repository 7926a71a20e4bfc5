/** Requests that may be sent again. */
@NullMarked
package dev.storeward.core.idempotency;

import org.jspecify.annotations.NullMarked;
