/** A thousand tenants, a few of them with stores in trouble. */
@NullMarked
package dev.storeward.server.proof.neighbour;

import org.jspecify.annotations.NullMarked;
