/** The files door: what a user stores, lists, reads, shares and deletes. */
@NullMarked
package dev.storeward.client.files;

import org.jspecify.annotations.NullMarked;
