-- Bridges by OVSDB, routers by FRR and devices with a command line take part in network-wide transactions.
alter table device_access drop constraint device_access_driver_check;
alter table device_access add constraint device_access_driver_check
  check (driver in ('netconf', 'ovsdb', 'frr', 'cli'));
