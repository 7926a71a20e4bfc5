/** The S3 door against S3Proxy, asked the same. */
@NullMarked
package dev.storeward.bench.s3;

import org.jspecify.annotations.NullMarked;
