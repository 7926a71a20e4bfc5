@NullMarked
package dev.storeward.core.idempotency;

import org.jspecify.annotations.NullMarked;
