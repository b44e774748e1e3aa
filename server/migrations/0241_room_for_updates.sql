-- Rows that are updated at every step of an order get room on their page, so that they are written in place and their
-- indexes stay as they are. Pages that are full already get it as they are written anew.

alter table event_stream set (fillfactor = 60);
alter table service set (fillfactor = 70);
alter table allocation_reservation set (fillfactor = 70);
