/** The examples of the published document: answers that a server gave, in the order of a story. */
@NullMarked
package dev.storeward.server.docs.example;

import org.jspecify.annotations.NullMarked;
