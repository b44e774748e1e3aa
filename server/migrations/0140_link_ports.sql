-- The ports on which a link ends: services over provider bridges are configured on every trunk that they cross.
alter table link add column a_port text, add column b_port text;
