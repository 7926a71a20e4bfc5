/** Keys that sign requests and are never sent. */
@NullMarked
package dev.storeward.core.access.signing;

import org.jspecify.annotations.NullMarked;
