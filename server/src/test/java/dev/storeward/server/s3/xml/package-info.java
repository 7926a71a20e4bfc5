/** Documents as clients send and read them. */
@NullMarked
package dev.storeward.server.s3.xml;

import org.jspecify.annotations.NullMarked;
