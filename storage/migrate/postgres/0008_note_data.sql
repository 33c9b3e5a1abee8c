-- What notes say in words (phrases that nothing understood, branches of experiments), and the properties of events.

-- +goose Up
ALTER TABLE notes ADD COLUMN text text NOT NULL DEFAULT '';
ALTER TABLE notes ADD COLUMN data text; -- JSON object

-- +goose Down
ALTER TABLE notes DROP COLUMN data;
ALTER TABLE notes DROP COLUMN text;
