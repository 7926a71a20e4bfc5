/** The files door (RiverGen): a user's files. */
@NullMarked
package dev.storeward.server.api.files;

import org.jspecify.annotations.NullMarked;
