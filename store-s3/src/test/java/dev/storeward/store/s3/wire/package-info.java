@NullMarked
package dev.storeward.store.s3.wire;

import org.jspecify.annotations.NullMarked;
