@NullMarked
package dev.storeward.core.link;

import org.jspecify.annotations.NullMarked;
