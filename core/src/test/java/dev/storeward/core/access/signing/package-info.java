@NullMarked
package dev.storeward.core.access.signing;

import org.jspecify.annotations.NullMarked;
