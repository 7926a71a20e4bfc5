/** Uploads in several requests. */
@NullMarked
package dev.storeward.core.upload.session;

import org.jspecify.annotations.NullMarked;
