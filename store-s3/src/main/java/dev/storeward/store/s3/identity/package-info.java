/** As whom a bucket of S3 is reached: keys, the own identity, or the role of a customer. */
@NullMarked
package dev.storeward.store.s3.identity;

import org.jspecify.annotations.NullMarked;
