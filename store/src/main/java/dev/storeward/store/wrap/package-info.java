/** Decorators: what every store needs and none should implement twice. */
@NullMarked
package dev.storeward.store.wrap;

import org.jspecify.annotations.NullMarked;
