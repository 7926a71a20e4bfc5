/** What every store does with failures that are not its own. */
@NullMarked
package dev.storeward.testkit.edge;

import org.jspecify.annotations.NullMarked;
