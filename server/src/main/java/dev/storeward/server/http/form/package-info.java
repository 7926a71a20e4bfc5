/** Forms with files, read as a stream. */
@NullMarked
package dev.storeward.server.http.form;

import org.jspecify.annotations.NullMarked;
