@NullMarked
package dev.storeward.core.db.backup;

import org.jspecify.annotations.NullMarked;
