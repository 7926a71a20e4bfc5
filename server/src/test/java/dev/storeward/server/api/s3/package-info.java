/** The S3 door as Amazon's SDK sees it, and as requests do that the SDK would not send. */
@NullMarked
package dev.storeward.server.api.s3;

import org.jspecify.annotations.NullMarked;
