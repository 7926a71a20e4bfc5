/** The signed record of what a migration moved. */
@NullMarked
package dev.storeward.core.migration.manifest;

import org.jspecify.annotations.NullMarked;
