@NullMarked
package dev.storeward.store.s3;

import org.jspecify.annotations.NullMarked;
