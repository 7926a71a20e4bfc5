/** What is said of an S3 backend: its fields, their checks, its hosts and its policies. */
@NullMarked
package dev.storeward.store.s3.settings;

import org.jspecify.annotations.NullMarked;
