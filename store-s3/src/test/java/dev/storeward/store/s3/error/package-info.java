@NullMarked
package dev.storeward.store.s3.error;

import org.jspecify.annotations.NullMarked;
