/** Single requests of S3, signed and sent without the SDK. */
@NullMarked
package dev.storeward.store.s3.wire;

import org.jspecify.annotations.NullMarked;
