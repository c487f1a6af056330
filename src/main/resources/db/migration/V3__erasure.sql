-- From the commit of the mark (users.erasing_at) on, nothing new may become a person's. A check before the insert could be passed by an
-- insert that the mark overtakes, so it is part of the insert: the key-share lock, which the foreign key takes anyway, waits for a mark under
-- way (which locks FOR UPDATE) and reads what that committed; a mark waits for an insert under way. The table users is looked at anew, not as
-- of the beginning of the statement that inserts. It is named with its schema, as a restore of data alone works without a search path.
--
-- After the insert, so that an upsert which finds its row there locks no user: it adds nothing to what an erasure deletes piece by piece, and
-- that of a queue row is the most frequent write. Each statement looks before it ends, so that nothing it inserted can be committed unlooked.
-- Triggers go by the order of their names, in bytes: this one comes before those of the foreign keys (RI_…), which would tell of a user who is
-- gone meanwhile in words of their own.
-- Tokens are the exception: an upsert would store them in the account that is there, hence before the insert, which an upsert asks too.
CREATE FUNCTION refuse_row_of_erased_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mark timestamptz;
BEGIN
  SELECT erasing_at INTO mark FROM "${flyway:defaultSchema}".users WHERE id = NEW.user_id FOR KEY SHARE;
  IF NOT FOUND OR mark IS NOT NULL THEN
    RAISE EXCEPTION 'user % is erased', NEW.user_id USING ERRCODE = 'TD001';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON api_keys FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON oauth_states FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" BEFORE INSERT ON ticktick_accounts FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON projects FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON links FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON push_queue FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON sends FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON conflicts FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON suggestions FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON task_tombstones FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();

-- For the end of a user's sessions.
CREATE INDEX sessions_user ON sessions (user_id);
-- For the deletion of an account, which looks for what points at it.
CREATE INDEX push_queue_account ON push_queue (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX projects_account ON projects (account_id) WHERE account_id IS NOT NULL;
