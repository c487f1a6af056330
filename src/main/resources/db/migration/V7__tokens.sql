ALTER TABLE ticktick_accounts
  -- Refreshes in a row that TickTick did not answer: the longer they fail, the longer nobody asks again.
  ADD COLUMN refresh_failures integer NOT NULL DEFAULT 0,
  -- When the tokens are refreshed ahead of their end. Null: their end is not known, or they cannot be refreshed.
  ADD COLUMN renew_at timestamptz,
  -- The generation that a person's consent brought; later ones came of refreshes, and are of the same consent.
  ADD COLUMN granted_generation bigint NOT NULL DEFAULT 0,
  -- Since when no key decrypts the tokens; they are kept, as the key may come back.
  ADD COLUMN unreadable_since timestamptz;
CREATE INDEX ticktick_accounts_renew ON ticktick_accounts (renew_at) WHERE renew_at IS NOT NULL;

UPDATE ticktick_accounts SET renew_at = expires_at - interval '1 day' * (1 - random() / 2)
WHERE refresh_token IS NOT NULL AND expires_at IS NOT NULL;

-- The key that the last started node encrypts tokens with: what is under another one is encrypted anew.
CREATE TABLE token_key (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  key_id text NOT NULL,
  declared_at timestamptz NOT NULL DEFAULT now()
);
