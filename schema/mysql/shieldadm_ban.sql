-- Bans made by shieldadm, to bring them back to a node that was restarted: it keeps its
-- hash tables in memory only.  Times are seconds since 1970, in UTC.
CREATE TABLE `shieldadm_ban` (
    `id` INT(10) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
    `address` VARCHAR(50) CHARACTER SET ascii NOT NULL,
    `expires` BIGINT NOT NULL,
    `reason` VARCHAR(128) CHARACTER SET utf8mb4 NOT NULL,
    `who` VARCHAR(128) CHARACTER SET utf8mb4 NOT NULL,
    `made` BIGINT NOT NULL,
    CONSTRAINT `address_idx` UNIQUE (`address`)
);

INSERT INTO `version` (`table_name`, `table_version`) VALUES ('shieldadm_ban', 1);
