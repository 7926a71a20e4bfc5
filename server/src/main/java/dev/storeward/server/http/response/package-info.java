/** Writing responses: JSON, files, event streams, errors. */
@NullMarked
package dev.storeward.server.http.response;

import org.jspecify.annotations.NullMarked;
