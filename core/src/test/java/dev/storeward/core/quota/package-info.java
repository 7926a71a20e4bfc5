@NullMarked
package dev.storeward.core.quota;

import org.jspecify.annotations.NullMarked;
