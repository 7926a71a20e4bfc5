/** The PostgreSQL server that Storeward runs for itself when no other is configured. */
@NullMarked
package dev.storeward.postgres;

import org.jspecify.annotations.NullMarked;
