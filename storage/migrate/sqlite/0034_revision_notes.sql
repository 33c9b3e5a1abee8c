-- Who published a revision, and why.

-- +goose Up
ALTER TABLE revisions ADD COLUMN account TEXT NOT NULL DEFAULT ''; -- who published it; empty for the command line
ALTER TABLE revisions ADD COLUMN name TEXT NOT NULL DEFAULT ''; -- of who, as it was then
ALTER TABLE revisions ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN digest TEXT NOT NULL DEFAULT ''; -- of the document; empty for one that is older than this column

-- +goose Down
ALTER TABLE revisions DROP COLUMN digest;
ALTER TABLE revisions DROP COLUMN note;
ALTER TABLE revisions DROP COLUMN name;
ALTER TABLE revisions DROP COLUMN account;
