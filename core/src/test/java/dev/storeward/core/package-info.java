@NullMarked
package dev.storeward.core;

import org.jspecify.annotations.NullMarked;
