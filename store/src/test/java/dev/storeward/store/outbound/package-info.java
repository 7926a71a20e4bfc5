@NullMarked
package dev.storeward.store.outbound;

import org.jspecify.annotations.NullMarked;
