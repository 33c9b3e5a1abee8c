-- Who published a revision, and why.

-- +goose Up
ALTER TABLE revisions ADD COLUMN account text NOT NULL DEFAULT ''; -- who published it; empty for the command line
ALTER TABLE revisions ADD COLUMN name text NOT NULL DEFAULT ''; -- of who, as it was then
ALTER TABLE revisions ADD COLUMN note text NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN digest text NOT NULL DEFAULT ''; -- of the document; empty for one that is older than this column

-- +goose Down
ALTER TABLE revisions DROP COLUMN digest;
ALTER TABLE revisions DROP COLUMN note;
ALTER TABLE revisions DROP COLUMN name;
ALTER TABLE revisions DROP COLUMN account;
