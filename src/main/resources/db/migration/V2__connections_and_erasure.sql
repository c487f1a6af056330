-- A consent under way. The browser keeps the secret from which both its proof and the code verifier are derived: only hashes are stored.
ALTER TABLE oauth_states DROP COLUMN code_verifier;
CREATE INDEX oauth_states_user ON oauth_states (user_id, created_at);

ALTER TABLE ticktick_accounts
  DROP CONSTRAINT ticktick_accounts_state_check,
  DROP CONSTRAINT ticktick_accounts_connected_has_token,
  -- 'checking': a new token whose TickTick account is not known yet.
  ADD CONSTRAINT ticktick_accounts_state_check
    CHECK (state IN ('connected', 'checking', 'needs_reauthorization', 'account_mismatch', 'disconnected')),
  ADD CONSTRAINT ticktick_accounts_usable_has_token
    CHECK (state NOT IN ('connected', 'checking') OR (access_token IS NOT NULL AND key_id IS NOT NULL)),
  ADD COLUMN token_source text NOT NULL DEFAULT 'personal' CHECK (token_source IN ('consent', 'personal')),
  -- SHA-256 of the access token (random, so that a slow hash would add nothing): whether another user here works with the same one,
  -- as TickTick gives one token per account and application.
  ADD COLUMN token_hash bytea,
  -- When the person was told that the present token is about to expire.
  ADD COLUMN expiry_announced_at timestamptz;
CREATE INDEX ticktick_accounts_token ON ticktick_accounts (token_hash) WHERE token_hash IS NOT NULL;

-- Set once a person's erasure has begun: no key of theirs works any more, and what is left is deleted piece by piece, over restarts.
ALTER TABLE users ADD COLUMN erasing_at timestamptz;
CREATE INDEX users_erasing ON users (id) WHERE erasing_at IS NOT NULL;
