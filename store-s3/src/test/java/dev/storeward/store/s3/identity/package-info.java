@NullMarked
package dev.storeward.store.s3.identity;

import org.jspecify.annotations.NullMarked;
