/** The arithmetic of the measurements. */
@NullMarked
package dev.storeward.bench.s3;

import org.jspecify.annotations.NullMarked;
