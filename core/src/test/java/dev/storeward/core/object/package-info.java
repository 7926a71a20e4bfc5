@NullMarked
package dev.storeward.core.object;

import org.jspecify.annotations.NullMarked;
