/** Uploads whose bytes come one behind the other, over connections that break. */
@NullMarked
package dev.storeward.core.upload.resumable;

import org.jspecify.annotations.NullMarked;
