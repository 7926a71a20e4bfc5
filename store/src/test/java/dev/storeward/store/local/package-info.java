@NullMarked
package dev.storeward.store.local;

import org.jspecify.annotations.NullMarked;
