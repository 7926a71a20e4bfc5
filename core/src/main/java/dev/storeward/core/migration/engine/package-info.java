/**
 * How files move: taken in batches from the database, copied, read back, and swapped in one
 * transaction.
 */
@NullMarked
package dev.storeward.core.migration.engine;

import org.jspecify.annotations.NullMarked;
