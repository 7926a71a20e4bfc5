/** Tests of uploads whose bytes come one behind the other. */
@NullMarked
package dev.storeward.core.upload.resumable;

import org.jspecify.annotations.NullMarked;
