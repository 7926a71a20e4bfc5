/** The screens of a user's own files. */
@NullMarked
package dev.storeward.server.console.files;

import org.jspecify.annotations.NullMarked;
