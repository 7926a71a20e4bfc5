@NullMarked
package dev.storeward.core.migration;

import org.jspecify.annotations.NullMarked;
