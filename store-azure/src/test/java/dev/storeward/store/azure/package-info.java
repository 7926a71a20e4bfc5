@NullMarked
package dev.storeward.store.azure;

import org.jspecify.annotations.NullMarked;
