/** Uploads in two steps: an address is given first, its bytes come later and without a key. */
@NullMarked
package dev.storeward.core.ticket;

import org.jspecify.annotations.NullMarked;
