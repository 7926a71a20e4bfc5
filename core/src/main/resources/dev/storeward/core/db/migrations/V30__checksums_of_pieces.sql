-- properties: what is told again of a piece besides its bytes: the checksums its client sent; null for none.
ALTER TABLE upload_piece ADD COLUMN properties jsonb;
