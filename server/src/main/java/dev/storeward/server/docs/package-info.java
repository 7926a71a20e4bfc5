/** The documentation: the OpenAPI document of all doors, and pages to read and try it. */
@NullMarked
package dev.storeward.server.docs;

import org.jspecify.annotations.NullMarked;
