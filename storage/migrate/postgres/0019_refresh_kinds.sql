-- Sessions are told of two things, each at its own pace: of timed triggers, and of what a publish does to the people inside.

-- +goose Up
ALTER TABLE refreshes ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'timed';
ALTER TABLE refreshes ADD COLUMN after_chat bigint NOT NULL DEFAULT 0; -- with after_user, the last session that knows
UPDATE refreshes SET after_chat = after_user;
ALTER TABLE refreshes ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE refreshes ALTER COLUMN after_chat DROP DEFAULT;
ALTER TABLE refreshes DROP CONSTRAINT refreshes_pkey;
ALTER TABLE refreshes ADD PRIMARY KEY (bot_id, kind);

-- +goose Down
DELETE FROM refreshes WHERE kind <> 'timed';
ALTER TABLE refreshes DROP CONSTRAINT refreshes_pkey;
ALTER TABLE refreshes ADD PRIMARY KEY (bot_id);
ALTER TABLE refreshes DROP COLUMN after_chat;
ALTER TABLE refreshes DROP COLUMN kind;
