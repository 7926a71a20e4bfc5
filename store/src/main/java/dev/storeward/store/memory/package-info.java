/** Objects in the memory of this process, for tests and trials. */
@NullMarked
package dev.storeward.store.memory;

import org.jspecify.annotations.NullMarked;
