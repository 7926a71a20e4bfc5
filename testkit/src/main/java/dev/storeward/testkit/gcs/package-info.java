/**
 * A server that speaks Google Cloud Storage's API on loopback and checks what Google checks:
 * tokens, permissions, preconditions, checksums and signatures.
 */
@NullMarked
package dev.storeward.testkit.gcs;

import org.jspecify.annotations.NullMarked;
