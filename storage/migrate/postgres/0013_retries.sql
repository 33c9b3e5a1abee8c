-- Dead letters that are to be received again, and receivers that are to be set up anew.

-- +goose Up
ALTER TABLE dead_letters ADD COLUMN retry boolean NOT NULL DEFAULT false;
ALTER TABLE bots ADD COLUMN repairs bigint NOT NULL DEFAULT 0; -- how often somebody asked for that

-- +goose Down
ALTER TABLE bots DROP COLUMN repairs;
ALTER TABLE dead_letters DROP COLUMN retry;
