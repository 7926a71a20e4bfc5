/** Finding backends: pages of them, and the keys by which tenants name them. */
@NullMarked
package dev.storeward.core.backend.lookup;

import org.jspecify.annotations.NullMarked;
