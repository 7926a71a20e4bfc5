/** The tenant's files: names, lists, downloads and deletes. */
@NullMarked
package dev.storeward.core.file.name;

import org.jspecify.annotations.NullMarked;
