/** Roots: folders of a user's own that some doors show as buckets, and the files below them. */
@NullMarked
package dev.storeward.core.root;

import org.jspecify.annotations.NullMarked;
