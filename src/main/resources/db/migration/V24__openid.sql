-- Whom an OpenID provider means by which user: by the subject alone, never by an e-mail address, which a provider may give to others.
CREATE TABLE openid_identities (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
  issuer text NOT NULL CHECK (char_length(issuer) BETWEEN 1 AND 500),
  subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 255),
  created_at timestamptz NOT NULL DEFAULT now()
);
-- What makes one user of many first requests, on whichever nodes they come.
CREATE UNIQUE INDEX openid_identities_subject ON openid_identities (issuer, subject);
CREATE INDEX openid_identities_user ON openid_identities (user_id, id);
CREATE TRIGGER "NOT_OF_ERASED" AFTER INSERT ON openid_identities FOR EACH ROW EXECUTE FUNCTION refuse_row_of_erased_user();

-- Who was erased and is not to come back by a token that is still valid, as SHA-256 of issuer, line feed and subject. Kept for 90 days.
CREATE TABLE erased_openid_identities (
  identity_hash bytea PRIMARY KEY,
  erased_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX erased_openid_identities_time ON erased_openid_identities (erased_at);
