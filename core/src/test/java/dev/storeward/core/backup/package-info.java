@NullMarked
package dev.storeward.core.backup;

import org.jspecify.annotations.NullMarked;
