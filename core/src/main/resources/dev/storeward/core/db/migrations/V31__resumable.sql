-- Uploads whose bytes come one behind the other, over connections that break.

-- writer: the request that sends bytes to it now, by its token; null for none. asked: what another that wants to do so has been
-- told since it asked; null for nothing. sent: what its client said of it when it was begun, as sent.
ALTER TABLE upload_session
  ADD COLUMN writer uuid,
  ADD COLUMN asked text CHECK (asked IN ('waiting', 'ending', 'busy')),
  ADD COLUMN sent text;
