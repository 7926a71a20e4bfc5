@NullMarked
package dev.storeward.server.http.limit;

import org.jspecify.annotations.NullMarked;
