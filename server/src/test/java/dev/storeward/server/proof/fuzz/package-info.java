/** Requests that are nearly right, in great number. */
@NullMarked
package dev.storeward.server.proof.fuzz;

import org.jspecify.annotations.NullMarked;
