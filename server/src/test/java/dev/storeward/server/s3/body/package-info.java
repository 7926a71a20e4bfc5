/** Bodies as Amazon's SDK sends them, and as nobody should. */
@NullMarked
package dev.storeward.server.s3.body;

import org.jspecify.annotations.NullMarked;
