-- People who use the editor, and what lets them in.

-- +goose Up
CREATE TABLE accounts (
    id          text COLLATE "C" NOT NULL PRIMARY KEY,
    email       text COLLATE "C" NOT NULL, -- in small letters
    name        text COLLATE "C" NOT NULL,
    language    text COLLATE "C" NOT NULL, -- empty: as the browser says
    password    text COLLATE "C" NOT NULL, -- its argon2id hash
    totp        bytea, -- the secret of the second step, sealed; NULL for none
    totp_new    bytea, -- the same before it is confirmed
    totp_step   bigint           NOT NULL, -- of the last code that was used
    recovery    text COLLATE "C" NOT NULL, -- hashes of the recovery codes that are left, JSON
    disabled_at bigint,
    made_at     bigint           NOT NULL
);
CREATE UNIQUE INDEX accounts_email ON accounts (email);

-- Secrets are random; the hash of one is all that is kept of it.
CREATE TABLE logins (
    hash    bytea            NOT NULL PRIMARY KEY,
    id      text COLLATE "C" NOT NULL,
    account text COLLATE "C" NOT NULL,
    agent   text COLLATE "C" NOT NULL, -- the browser's words for itself
    address text COLLATE "C" NOT NULL,
    made_at bigint           NOT NULL,
    used_at bigint           NOT NULL
);
CREATE UNIQUE INDEX logins_id ON logins (account, id);

CREATE TABLE api_tokens (
    hash       bytea            NOT NULL PRIMARY KEY,
    id         text COLLATE "C" NOT NULL,
    account    text COLLATE "C" NOT NULL,
    name       text COLLATE "C" NOT NULL,
    prefix     text COLLATE "C" NOT NULL, -- what is shown of it
    scopes     text COLLATE "C" NOT NULL, -- JSON
    bots       text COLLATE "C" NOT NULL, -- JSON; null for all
    made_at    bigint           NOT NULL,
    expires_at bigint,
    used_at    bigint
);
CREATE UNIQUE INDEX api_tokens_id ON api_tokens (account, id);

-- Links that let somebody in once.
CREATE TABLE one_time_links (
    hash       bytea            NOT NULL PRIMARY KEY,
    account    text COLLATE "C" NOT NULL, -- whose password it sets; empty for the one that makes the first account
    expires_at bigint           NOT NULL
);

-- +goose Down
DROP TABLE one_time_links;
DROP TABLE api_tokens;
DROP TABLE logins;
DROP TABLE accounts;
