/** Moving a live tenant's files from one backend to another. */
@NullMarked
package dev.storeward.core.migration;

import org.jspecify.annotations.NullMarked;
