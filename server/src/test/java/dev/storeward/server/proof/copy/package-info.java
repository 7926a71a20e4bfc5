/** Copies of an installation that are started beside it. */
@NullMarked
package dev.storeward.server.proof.copy;

import org.jspecify.annotations.NullMarked;
