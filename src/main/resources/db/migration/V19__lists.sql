-- The search: any part of a word of three letters or more, among one person's tasks. Both extensions come with PostgreSQL and are trusted:
-- whoever may create in the database may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE INDEX tasks_search ON tasks USING gin (user_id, title gin_trgm_ops, description gin_trgm_ops);
-- A tag among one person's tasks.
DROP INDEX tasks_tags;
CREATE INDEX tasks_tags ON tasks USING gin (user_id, tag_keys);

-- A status alone, in the lists' own order.
DROP INDEX tasks_status;
CREATE INDEX tasks_status ON tasks (user_id, status, manual_order, created_at DESC, id DESC);

CREATE INDEX links_unreachable ON links (user_id, task_id) WHERE state = 'unreachable';
