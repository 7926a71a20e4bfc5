@NullMarked
package dev.storeward.core.tenant;

import org.jspecify.annotations.NullMarked;
