/** Reading requests: who calls, paths, queries, forms, conditions. */
@NullMarked
package dev.storeward.server.http.request;

import org.jspecify.annotations.NullMarked;
