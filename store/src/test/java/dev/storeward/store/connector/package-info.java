@NullMarked
package dev.storeward.store.connector;

import org.jspecify.annotations.NullMarked;
