@NullMarked
package dev.storeward.store.stream;

import org.jspecify.annotations.NullMarked;
