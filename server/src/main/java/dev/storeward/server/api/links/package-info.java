/** Signed links: files without a key. */
@NullMarked
package dev.storeward.server.api.links;

import org.jspecify.annotations.NullMarked;
