/** Who calls: callers, roles and the keys that prove them. */
@NullMarked
package dev.storeward.core.access;

import org.jspecify.annotations.NullMarked;
