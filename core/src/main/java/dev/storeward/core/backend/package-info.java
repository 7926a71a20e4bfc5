/** Registered places for objects: locations, backends and the stores opened from them. */
@NullMarked
package dev.storeward.core.backend;

import org.jspecify.annotations.NullMarked;
