/** The arithmetic of the measurements. */
@NullMarked
package dev.storeward.bench;

import org.jspecify.annotations.NullMarked;
