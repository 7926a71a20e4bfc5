/** Forms that browsers post: what their policies say, and whether a form keeps to it. */
@NullMarked
package dev.storeward.server.s3.policy;

import org.jspecify.annotations.NullMarked;
