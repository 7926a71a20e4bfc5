/** Credentials of backends at rest: sealed, opened, and sealed anew when the master key changes. */
@NullMarked
package dev.storeward.core.backend.credential;

import org.jspecify.annotations.NullMarked;
