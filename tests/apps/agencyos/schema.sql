CREATE TABLE project (name TEXT PRIMARY KEY);
INSERT INTO project VALUES ('website'), ('campaign');
