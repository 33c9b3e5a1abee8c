-- When the service of an installed block was last asked for its manifest, by whichever process.

-- +goose Up
ALTER TABLE installed_blocks ADD COLUMN looked_at bigint NOT NULL DEFAULT 0; -- microseconds since 1970

-- +goose Down
ALTER TABLE installed_blocks DROP COLUMN looked_at;
