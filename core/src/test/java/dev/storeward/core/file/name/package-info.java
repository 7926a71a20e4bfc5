@NullMarked
package dev.storeward.core.file.name;

import org.jspecify.annotations.NullMarked;
