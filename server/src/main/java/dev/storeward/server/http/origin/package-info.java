/** Which pages of other origins may read an answer, and how browsers are told. */
@NullMarked
package dev.storeward.server.http.origin;

import org.jspecify.annotations.NullMarked;
