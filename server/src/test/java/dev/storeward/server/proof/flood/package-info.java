/** Floods by connections and memory: the server lives, and others are served. */
@NullMarked
package dev.storeward.server.proof.flood;

import org.jspecify.annotations.NullMarked;
