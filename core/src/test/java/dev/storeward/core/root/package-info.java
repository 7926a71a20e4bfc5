@NullMarked
package dev.storeward.core.root;

import org.jspecify.annotations.NullMarked;
