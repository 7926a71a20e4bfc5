/** Forms that browsers post to a bucket, byte by byte as browsers send them. */
@NullMarked
package dev.storeward.server.api.s3.form;

import org.jspecify.annotations.NullMarked;
