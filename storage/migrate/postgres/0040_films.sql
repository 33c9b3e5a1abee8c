-- Films of turns, for those who ask later why something went as it did.

-- +goose Up
-- By weeks of at, like messages; what belongs to none of them is in films_rest. There is no primary key: a film is read by whose
-- it is, and nothing else finds it.
CREATE TABLE films (
    bot_id  bigint  NOT NULL,
    user_id bigint  NOT NULL,
    chat_id bigint  NOT NULL,
    turn    bigint  NOT NULL, -- of the session; 0 for work that ended without one
    at      bigint  NOT NULL,
    trouble boolean NOT NULL, -- something went wrong in it
    data    bytea   NOT NULL
) PARTITION BY RANGE (at);

CREATE TABLE films_rest PARTITION OF films DEFAULT;

CREATE INDEX films_contact ON films (bot_id, user_id, at);

-- +goose Down
DROP TABLE films;
