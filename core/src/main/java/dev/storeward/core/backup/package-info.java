/** What a restored database is held against: the files it names. */
@NullMarked
package dev.storeward.core.backup;

import org.jspecify.annotations.NullMarked;
