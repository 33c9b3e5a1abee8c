-- What was decided for the people who were inside when a revision was published.

-- +goose Up
ALTER TABLE revisions ADD COLUMN plan TEXT; -- JSON; NULL where nothing had to be

-- +goose Down
ALTER TABLE revisions DROP COLUMN plan;
