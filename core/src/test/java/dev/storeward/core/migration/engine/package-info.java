/** The statements that slots take their files by. */
@NullMarked
package dev.storeward.core.migration.engine;

import org.jspecify.annotations.NullMarked;
