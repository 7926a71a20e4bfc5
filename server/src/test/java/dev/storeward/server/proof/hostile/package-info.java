/** Users, names, addresses and buckets that mean harm, and how they are refused. */
@NullUnmarked
package dev.storeward.server.proof.hostile;

import org.jspecify.annotations.NullUnmarked;
