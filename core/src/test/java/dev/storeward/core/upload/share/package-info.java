@NullMarked
package dev.storeward.core.upload.share;

import org.jspecify.annotations.NullMarked;
