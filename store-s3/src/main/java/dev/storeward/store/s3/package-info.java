/** Amazon S3 and everything that speaks its API. */
@NullMarked
package dev.storeward.store.s3;

import org.jspecify.annotations.NullMarked;
