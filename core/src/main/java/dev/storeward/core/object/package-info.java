/**
 * Objects as rows: every object in a bucket has one from before its first byte until after its
 * last.
 */
@NullMarked
package dev.storeward.core.object;

import org.jspecify.annotations.NullMarked;
