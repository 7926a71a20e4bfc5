/** The change of the master key while everything goes on. */
@NullMarked
package dev.storeward.core.masterkey;

import org.jspecify.annotations.NullMarked;
