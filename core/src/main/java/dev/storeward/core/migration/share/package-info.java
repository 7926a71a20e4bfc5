/** What the migrations on one node have of it while others want it too. */
@NullMarked
package dev.storeward.core.migration.share;

import org.jspecify.annotations.NullMarked;
