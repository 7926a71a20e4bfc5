/** Whole-server load, measured as ratios in one run. */
@NullMarked
package dev.storeward.bench;

import org.jspecify.annotations.NullMarked;
