/**
 * The S3 protocol without a server and without storage: what a request must be to be believed, and
 * how its parts are written. The door over it reads requests and asks the core.
 */
@NullMarked
package dev.storeward.server.s3;

import org.jspecify.annotations.NullMarked;
