/** A whole database as one file, and back: for another machine, another server, another day. */
@NullMarked
package dev.storeward.core.db.backup;

import org.jspecify.annotations.NullMarked;
