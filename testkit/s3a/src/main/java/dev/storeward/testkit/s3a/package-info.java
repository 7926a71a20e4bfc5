/** Hadoop's S3A with Parquet as a program that tests run: its libraries fit beside none of ours. */
@NullMarked
package dev.storeward.testkit.s3a;

import org.jspecify.annotations.NullMarked;
