@NullMarked
package dev.storeward.store.azure.wire;

import org.jspecify.annotations.NullMarked;
