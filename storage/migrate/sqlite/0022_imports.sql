-- Bots that are being brought in from an archive. The row is there before anything of the bot is, and goes with the row in bots,
-- which is what makes it a bot: where it is left, an import was interrupted, and what there is of the bot is not whole.

-- +goose Up
CREATE TABLE imports (
    bot_id   INTEGER PRIMARY KEY,
    began_at INTEGER NOT NULL
) STRICT;

-- +goose Down
DROP TABLE imports;
