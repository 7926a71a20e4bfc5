/** What is asked of an upload, and what is answered. */
@NullMarked
package dev.storeward.core.upload.request;

import org.jspecify.annotations.NullMarked;
