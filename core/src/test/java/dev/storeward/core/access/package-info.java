@NullMarked
package dev.storeward.core.access;

import org.jspecify.annotations.NullMarked;
