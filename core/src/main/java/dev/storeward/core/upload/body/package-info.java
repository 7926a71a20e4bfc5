/** The bytes of an upload on their way: first look, type, pace, charge, encryption, parts. */
@NullMarked
package dev.storeward.core.upload.body;

import org.jspecify.annotations.NullMarked;
