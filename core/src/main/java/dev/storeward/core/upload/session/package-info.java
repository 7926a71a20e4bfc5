/** Uploads in several requests, to any node: pieces, in any order, until they are completed. */
@NullMarked
package dev.storeward.core.upload.session;

import org.jspecify.annotations.NullMarked;
