@NullMarked
package dev.storeward.core.log;

import org.jspecify.annotations.NullMarked;
