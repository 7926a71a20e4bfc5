@NullMarked
package dev.storeward.store;

import org.jspecify.annotations.NullMarked;
