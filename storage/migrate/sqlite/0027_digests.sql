-- What a host must know of a revision that nobody uses, so that it need not be compiled for that.

-- +goose Up
ALTER TABLE revisions ADD COLUMN idle_digest TEXT; -- JSON; NULL where none was kept

-- +goose Down
ALTER TABLE revisions DROP COLUMN idle_digest;
