/**
 * AWS Signature Version 4 as a server checks it: in a header, in a query, over each chunk of a
 * body, and over a form's policy.
 */
@NullMarked
package dev.storeward.server.s3.signature;

import org.jspecify.annotations.NullMarked;
