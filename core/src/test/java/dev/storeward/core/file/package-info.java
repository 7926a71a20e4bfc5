@NullMarked
package dev.storeward.core.file;

import org.jspecify.annotations.NullMarked;
