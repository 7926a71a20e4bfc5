/** Signatures against Amazon's published examples and its SDK. */
@NullMarked
package dev.storeward.server.s3.signature;

import org.jspecify.annotations.NullMarked;
