/** What a file is, told from its first bytes by Tika's rules without trying each of them. */
@NullMarked
package dev.storeward.core.upload.type;

import org.jspecify.annotations.NullMarked;
