/** Keys, sealed values and the encryption of content before it is stored. */
@NullMarked
package dev.storeward.core.crypto;

import org.jspecify.annotations.NullMarked;
