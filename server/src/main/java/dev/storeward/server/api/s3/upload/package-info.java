/** Uploads in parts of the S3 door: begun, sent, listed, completed and aborted. */
@NullMarked
package dev.storeward.server.api.s3.upload;

import org.jspecify.annotations.NullMarked;
