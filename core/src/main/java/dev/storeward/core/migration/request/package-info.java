/** What can be asked of a migration: from where to where, how hard it may work, and when. */
@NullMarked
package dev.storeward.core.migration.request;

import org.jspecify.annotations.NullMarked;
