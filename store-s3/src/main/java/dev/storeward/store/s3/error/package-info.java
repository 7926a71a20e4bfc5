/** What failures of S3 are called in the words of the SPI. */
@NullMarked
package dev.storeward.store.s3.error;

import org.jspecify.annotations.NullMarked;
