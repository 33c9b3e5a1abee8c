-- How far the sessions of a bot have been told of a publish that changed its timed triggers.

-- +goose Up
CREATE TABLE refreshes (
    bot_id     bigint PRIMARY KEY,
    mark       text   NOT NULL, -- of the timed triggers that they are told of, or have been
    since      bigint NOT NULL, -- when that began; names the job
    after_user bigint NOT NULL -- the last one who knows
);

-- +goose Down
DROP TABLE refreshes;
