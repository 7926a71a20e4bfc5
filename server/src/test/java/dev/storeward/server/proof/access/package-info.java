/** Who may call what about whose: every operation of the document, by every kind of caller. */
@NullMarked
package dev.storeward.server.proof.access;

import org.jspecify.annotations.NullMarked;
