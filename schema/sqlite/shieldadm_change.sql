-- The change sets that shieldadm has stored: a line each, written in the same transaction
-- as the rows it is about.  Its numbers, without gaps, are the versions of what is stored.
-- Times are seconds since 1970, in UTC.
CREATE TABLE shieldadm_change (
    id INTEGER PRIMARY KEY NOT NULL,
    token CHAR(32) NOT NULL,
    made BIGINT NOT NULL,
    login VARCHAR(64) NOT NULL,
    host VARCHAR(64) NOT NULL,
    command TEXT NOT NULL,
    message VARCHAR(255) NOT NULL,
    kinds VARCHAR(64) NOT NULL,
    added BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    undoes BIGINT NOT NULL,
    confirm_by BIGINT NOT NULL,
    outcome TEXT
);

INSERT INTO version (table_name, table_version) VALUES ('shieldadm_change', 1);
