CREATE TABLE `secfilter` (
    `id` INT(10) UNSIGNED AUTO_INCREMENT PRIMARY KEY NOT NULL,
    `action` SMALLINT DEFAULT 0 NOT NULL,
    `type` SMALLINT DEFAULT 0 NOT NULL,
    `data` VARCHAR(64) DEFAULT '' NOT NULL,
    -- Within the table's own statement: no table is left without its index.
    KEY `secfilter_idx` (`action`, `type`, `data`)
);

INSERT INTO `version` (`table_name`, `table_version`) VALUES ('secfilter', 1);
