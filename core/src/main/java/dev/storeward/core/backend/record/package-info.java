/** The tables of backends: their rows, what depends on them, when they were verified. */
@NullMarked
package dev.storeward.core.backend.record;

import org.jspecify.annotations.NullMarked;
