-- How many effects have which state, and that they are stored in the order of their numbers, is not for the planner: when none is to be
-- sent while it counts, it takes all indexes of what is to be sent for empty ever after, and finds the effects of a chat by walking
-- through those of all. What it has counted before stays with the partitions of these weeks.

-- +goose Up
ALTER TABLE messages ALTER COLUMN state SET STATISTICS 0, ALTER COLUMN seq SET STATISTICS 0;

-- +goose Down
ALTER TABLE messages ALTER COLUMN state SET STATISTICS -1, ALTER COLUMN seq SET STATISTICS -1;
