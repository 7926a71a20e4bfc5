/** The S3 door: what programs that speak S3 ask of a tenant's files. */
@NullMarked
package dev.storeward.server.api.s3;

import org.jspecify.annotations.NullMarked;
