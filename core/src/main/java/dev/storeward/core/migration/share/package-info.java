/**
 * What the migrations on one node have of it while others want it too, and how those whose place
 * fails keep nobody else waiting.
 */
@NullMarked
package dev.storeward.core.migration.share;

import org.jspecify.annotations.NullMarked;
