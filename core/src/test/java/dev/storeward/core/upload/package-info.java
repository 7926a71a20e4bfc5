@NullMarked
package dev.storeward.core.upload;

import org.jspecify.annotations.NullMarked;
