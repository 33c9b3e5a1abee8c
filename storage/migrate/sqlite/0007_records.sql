-- What bots keep beside sessions and variables, and the ledger.

-- +goose Up
CREATE TABLE records (
    bot_id     INTEGER NOT NULL,
    kind       TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    owner_id   INTEGER NOT NULL,
    value      TEXT    NOT NULL, -- JSON object
    made_at    INTEGER NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (bot_id, kind, key)
) STRICT;

CREATE INDEX records_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;

-- Only ever added to. A movement has one entry an account and unit.
CREATE TABLE ledger (
    seq     INTEGER PRIMARY KEY,
    bot_id  INTEGER NOT NULL,
    tx      TEXT    NOT NULL,
    account TEXT    NOT NULL,
    unit    TEXT    NOT NULL,
    amount  INTEGER NOT NULL, -- smallest units
    reason  TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX ledger_tx ON ledger (bot_id, tx, account, unit);
CREATE INDEX ledger_account ON ledger (bot_id, account, seq);

-- +goose Down
DROP TABLE ledger;
DROP TABLE records;
