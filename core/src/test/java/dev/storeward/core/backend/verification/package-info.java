/** Tests of how places are asked. */
@NullMarked
package dev.storeward.core.backend.verification;

import org.jspecify.annotations.NullMarked;
