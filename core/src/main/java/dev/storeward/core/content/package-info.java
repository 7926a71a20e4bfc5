/** What the stored bytes of a content are made of: one stream, or several pieces in order. */
@NullMarked
package dev.storeward.core.content;

import org.jspecify.annotations.NullMarked;
