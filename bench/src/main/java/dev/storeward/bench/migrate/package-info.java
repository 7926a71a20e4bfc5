/** Moving a tenant's files between two servers, beside rclone. */
@NullMarked
package dev.storeward.bench.migrate;

import org.jspecify.annotations.NullMarked;
