/** The documents of S3: those that are answered, and those that are sent. */
@NullMarked
package dev.storeward.server.s3.xml;

import org.jspecify.annotations.NullMarked;
