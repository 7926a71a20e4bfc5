@NullMarked
package dev.storeward.core.backend;

import org.jspecify.annotations.NullMarked;
