@NullMarked
package dev.storeward.core.upload.type;

import org.jspecify.annotations.NullMarked;
