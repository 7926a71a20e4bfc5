@NullMarked
package dev.storeward.core.upload.body;

import org.jspecify.annotations.NullMarked;
