-- What somebody wrote is read beside what was sent to them, which messages_key finds.

-- +goose Up
CREATE INDEX messages_received ON messages (bot_id, chat_id, at) WHERE key IS NULL;

-- +goose Down
DROP INDEX messages_received;
