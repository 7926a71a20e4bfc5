/** How the domain reaches PostgreSQL: connections, transactions, plain SQL and the migrations. */
@NullMarked
package dev.storeward.core.db;

import org.jspecify.annotations.NullMarked;
