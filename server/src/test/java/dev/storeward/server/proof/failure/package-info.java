/** What is left when servers, databases, buckets, disks and clients go away in the middle. */
@NullUnmarked
package dev.storeward.server.proof.failure;

import org.jspecify.annotations.NullUnmarked;
