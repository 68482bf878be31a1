-- The rows that the change sets of "shieldadm_change" have added and removed: text, a line
-- a row, in parts of so many lines.
CREATE TABLE shieldadm_change_row (
    change_id BIGINT NOT NULL,
    part INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (change_id, part)
);

INSERT INTO version (table_name, table_version) VALUES ('shieldadm_change_row', 1);
