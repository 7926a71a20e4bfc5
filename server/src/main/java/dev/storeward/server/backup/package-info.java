/** The commands {@code storeward backup} and {@code storeward restore}. */
@NullMarked
package dev.storeward.server.backup;

import org.jspecify.annotations.NullMarked;
