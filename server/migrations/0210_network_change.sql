-- What each version of a network changed, so that who has an earlier one reads the difference alone; and every record
-- of the network as the contract shapes it, members that are not set left out.

create table network_change (
  tenant text not null references tenant,
  version bigint not null,
  kind text not null check (kind in ('sharedRisk', 'place', 'networkNode', 'port', 'link', 'augmentation')),
  keys text[],
  primary key (tenant, version)
);
comment on table network_change is 'The records that a load made new, changed or took away, for the last versions of each network.';
comment on column network_change.keys is 'Their keys; the parts of a key are joined by the unit separator (U+001F). Null where they are too many to tell.';

create function shared_risk_record(r shared_risk) returns jsonb language sql stable as $$
  select jsonb_build_object('code', r.code, 'kind', r.kind, 'name', r.name, 'availability', r.availability)
$$;

create function place_record(r place) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('code', r.code, 'name', r.name, 'kind', r.kind, 'party', r.party,
    'address', r.address, 'postcode', r.postcode, 'latitude', r.latitude, 'longitude', r.longitude,
    'calendar', r.calendar, 'sharedRisks', r.shared_risks, 'entries', r.entries,
    'power', case when r.free_sockets is not null
      then jsonb_build_object('freeSockets', r.free_sockets, 'freeRackUnits', r.free_rack_units) end))
$$;

create function network_node_record(r network_node) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('name', r.name, 'place', r.place, 'role', r.role,
    'routerId', r.router_id, 'asNumber', r.as_number, 'model', r.model, 'sharedRisks', r.shared_risks,
    'availability', r.availability, 'transitUs', r.transit_us, 'endOfLife', r.end_of_life, 'retires', r.retires))
$$;

create function port_record(r port) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('node', r.node, 'name', r.name, 'card', r.card,
    'rateKbps', r.rate_kbps, 'optic', r.optic, 'use', r.use, 'partner', r.partner,
    'inServiceDate', r.in_service_date, 'costMinor', r.cost_minor))
$$;

create function link_record(r link) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('name', r.name, 'kind', r.kind,
    'a', jsonb_build_object('node', r.a_node, 'port', r.a_port, 'place', r.a_place, 'entry', r.a_entry),
    'b', jsonb_build_object('node', r.b_node, 'port', r.b_port, 'place', r.b_place, 'entry', r.b_entry),
    'lengthM', r.length_m, 'latencyUs', r.latency_us, 'capacityKbps', r.capacity_kbps, 'mtu', r.mtu,
    'sharedRisks', r.shared_risks, 'availability', r.availability, 'status', r.status,
    'inServiceDate', r.in_service_date, 'build', case when r.build_cost_minor is not null
      then jsonb_build_object('costMinor', r.build_cost_minor, 'workingDays', r.build_working_days,
        'lengthM', r.build_length_m) end, 'monthlyCostMinor', r.monthly_cost_minor))
$$;

create function augmentation_record(r augmentation) returns jsonb language sql stable as $$
  select jsonb_build_object('project', r.project, 'link', r.link, 'addsKbps', r.adds_kbps,
    'inServiceDate', r.in_service_date, 'committed', r.committed, 'costMinor', r.cost_minor)
$$;
