/** Forms and their policies. */
@NullMarked
package dev.storeward.server.s3.policy;

import org.jspecify.annotations.NullMarked;
