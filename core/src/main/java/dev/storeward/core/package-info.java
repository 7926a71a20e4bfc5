/** The domain: what Storeward decides, free of HTTP and of every vendor. */
@NullMarked
package dev.storeward.core;

import org.jspecify.annotations.NullMarked;
