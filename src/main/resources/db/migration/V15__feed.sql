-- The oldest place in the feed at which nothing is missing: tombstones below it have expired.
ALTER TABLE users ADD COLUMN feed_floor xid8 NOT NULL DEFAULT '0';

-- Which server's transaction ids the revisions are: its identifier and timeline. A restored or moved database goes on with other ones.
ALTER TABLE feed_epoch RENAME COLUMN system_identifier TO server;
ALTER TABLE feed_epoch DROP COLUMN highest_revision;
