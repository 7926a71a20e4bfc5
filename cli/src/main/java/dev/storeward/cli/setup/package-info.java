/** Profiles, and completion of shells. */
@NullMarked
package dev.storeward.cli.setup;

import org.jspecify.annotations.NullMarked;
