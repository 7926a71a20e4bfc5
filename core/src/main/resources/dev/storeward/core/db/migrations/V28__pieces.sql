-- Content in pieces, each encrypted as a stream of its own, and uploads in several requests.

-- pieces: what is known of each piece of an object of format 2, packed; null for the others, and once it is purged.
ALTER TABLE object ADD COLUMN pieces bytea;
ALTER TABLE object ALTER COLUMN pieces SET STORAGE EXTERNAL;

-- pieces: of how many digests plain_sha256 is the digest; null for one, whose digest it is.
ALTER TABLE file ADD COLUMN pieces integer;

-- piece_sizes: by which the stored bytes of a file in pieces are hashed, as SIZExCOUNT; null for one stream.
ALTER TABLE migration_item ADD COLUMN piece_sizes text;
