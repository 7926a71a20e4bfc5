@NullMarked
package dev.storeward.core.masterkey;

import org.jspecify.annotations.NullMarked;
