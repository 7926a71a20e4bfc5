/** The S3 protocol, against what Amazon publishes and what its SDK sends. */
@NullMarked
package dev.storeward.server.s3;

import org.jspecify.annotations.NullMarked;
