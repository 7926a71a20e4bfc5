/** Checksums against the platform's own, and against the whole. */
@NullMarked
package dev.storeward.server.s3.checksum;

import org.jspecify.annotations.NullMarked;
