@NullMarked
package dev.storeward.store.wrap;

import org.jspecify.annotations.NullMarked;
