/** What the stored bytes of a content are made of. */
@NullMarked
package dev.storeward.core.content;

import org.jspecify.annotations.NullMarked;
