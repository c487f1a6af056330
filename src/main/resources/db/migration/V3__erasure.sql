-- From the commit of the mark (users.erasing_at) on, nothing new may become a person's. A check before the insert could be passed by an
-- insert that the mark overtakes, so it is part of the insert: the key-share lock, which the foreign key takes anyway, waits for a mark under
-- way (which locks FOR UPDATE) and reads what that committed; a mark waits for an insert under way. The table users is looked at anew, not as
-- of the beginning of the statement that inserts.
CREATE FUNCTION refuse_row_of_erased_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mark timestamptz;
BEGIN
  SELECT erasing_at INTO mark FROM users WHERE id = NEW.user_id FOR KEY SHARE;
  IF NOT FOUND OR mark IS NOT NULL THEN
    RAISE EXCEPTION 'user % is erased', NEW.user_id USING ERRCODE = 'TD001';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER not_of_erased BEFORE INSERT ON api_keys FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON oauth_states FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON ticktick_accounts FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON projects FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON links FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON push_queue FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON sends FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON conflicts FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON suggestions FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON idempotency_keys FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();
CREATE TRIGGER not_of_erased BEFORE INSERT ON task_tombstones FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();

-- For the end of a user's sessions.
CREATE INDEX sessions_user ON sessions (user_id);
