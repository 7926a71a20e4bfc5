/**
 * The bodies of S3's requests: taken out of their chunks and held against what was said of them.
 */
@NullMarked
package dev.storeward.server.s3.body;

import org.jspecify.annotations.NullMarked;
