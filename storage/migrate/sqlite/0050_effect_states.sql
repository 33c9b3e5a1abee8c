-- Of PostgreSQL's planner; SQLite's is told what it needs.

-- +goose Up
SELECT 1;

-- +goose Down
SELECT 1;
