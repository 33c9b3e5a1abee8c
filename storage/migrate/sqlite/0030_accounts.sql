-- People who use the editor, and what lets them in.

-- +goose Up
CREATE TABLE accounts (
    id          TEXT    NOT NULL PRIMARY KEY,
    email       TEXT    NOT NULL, -- in small letters
    name        TEXT    NOT NULL,
    language    TEXT    NOT NULL, -- empty: as the browser says
    password    TEXT    NOT NULL, -- its argon2id hash
    totp        BLOB, -- the secret of the second step, sealed; NULL for none
    totp_new    BLOB, -- the same before it is confirmed
    totp_step   INTEGER NOT NULL, -- of the last code that was used
    recovery    TEXT    NOT NULL, -- hashes of the recovery codes that are left, JSON
    disabled_at INTEGER,
    made_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_email ON accounts (email);

-- Secrets are random; the hash of one is all that is kept of it.
CREATE TABLE logins (
    hash    BLOB    NOT NULL PRIMARY KEY,
    id      TEXT    NOT NULL,
    account TEXT    NOT NULL,
    agent   TEXT    NOT NULL, -- the browser's words for itself
    address TEXT    NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX logins_id ON logins (account, id);

CREATE TABLE api_tokens (
    hash       BLOB    NOT NULL PRIMARY KEY,
    id         TEXT    NOT NULL,
    account    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    prefix     TEXT    NOT NULL, -- what is shown of it
    scopes     TEXT    NOT NULL, -- JSON
    bots       TEXT    NOT NULL, -- JSON; null for all
    made_at    INTEGER NOT NULL,
    expires_at INTEGER,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX api_tokens_id ON api_tokens (account, id);

-- Links that let somebody in once.
CREATE TABLE one_time_links (
    hash       BLOB    NOT NULL PRIMARY KEY,
    account    TEXT    NOT NULL, -- whose password it sets; empty for the one that makes the first account
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE one_time_links;
DROP TABLE api_tokens;
DROP TABLE logins;
DROP TABLE accounts;
