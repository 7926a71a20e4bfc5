package dev.storeward.store.connector;

/**
 * A document that grants a credential exactly what Storeward needs, ready to be pasted.
 *
 * @param name what it is, such as {@code role-trust-policy}
 * @param purpose a sentence that says where it is pasted, and for whom
 * @param content the document itself
 */
public record Policy(String name, String purpose, String content) {}
