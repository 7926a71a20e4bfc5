@NullMarked
package dev.storeward.core.migration.share;

import org.jspecify.annotations.NullMarked;
