/**
 * The checksums S3 knows: computed as bytes pass, compared, and put together from those of parts.
 */
@NullMarked
package dev.storeward.server.s3.checksum;

import org.jspecify.annotations.NullMarked;
