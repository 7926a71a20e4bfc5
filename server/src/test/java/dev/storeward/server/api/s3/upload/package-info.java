/** Uploads in parts as Amazon's SDK sees them, and as requests do that the SDK would not send. */
@NullMarked
package dev.storeward.server.api.s3.upload;

import org.jspecify.annotations.NullMarked;
