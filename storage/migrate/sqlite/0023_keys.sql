-- A data key for every bot, and which master key seals it.

-- +goose Up
ALTER TABLE vault_keys ADD COLUMN bot_id INTEGER NOT NULL DEFAULT 0; -- whose values it seals; 0: those that are no bot's
ALTER TABLE vault_keys ADD COLUMN master TEXT NOT NULL DEFAULT ''; -- id of the master key; empty: sealed before there were ids
ALTER TABLE vault_keys ADD COLUMN wrapped_at INTEGER NOT NULL DEFAULT 0; -- when the master key sealed it
ALTER TABLE vault_keys ADD COLUMN retired_at INTEGER; -- when another took its place; NULL for the one that seals new values
CREATE UNIQUE INDEX vault_keys_current ON vault_keys (bot_id) WHERE retired_at IS NULL;
CREATE INDEX vault_keys_bot ON vault_keys (bot_id);

-- +goose Down
DROP INDEX vault_keys_bot;
DROP INDEX vault_keys_current;
ALTER TABLE vault_keys DROP COLUMN retired_at;
ALTER TABLE vault_keys DROP COLUMN wrapped_at;
ALTER TABLE vault_keys DROP COLUMN master;
ALTER TABLE vault_keys DROP COLUMN bot_id;
