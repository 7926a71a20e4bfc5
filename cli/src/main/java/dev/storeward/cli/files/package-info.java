/** Files of a user: copied, listed, shared, deleted, kept in step. */
@NullMarked
package dev.storeward.cli.files;

import org.jspecify.annotations.NullMarked;
