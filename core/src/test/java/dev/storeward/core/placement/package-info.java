@NullMarked
package dev.storeward.core.placement;

import org.jspecify.annotations.NullMarked;
