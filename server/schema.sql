-- The schema after all migrations. Written by `npm run schema`; do not edit.

create sequence allocation_queue_order as bigint start 1 increment 1;

CREATE OR REPLACE FUNCTION public.augmentation_record(r augmentation)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_build_object('project', r.project, 'link', r.link, 'addsKbps', r.adds_kbps,
    'inServiceDate', r.in_service_date, 'committed', r.committed, 'costMinor', r.cost_minor)
$function$;

CREATE OR REPLACE FUNCTION public.domain_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
AS $function$
  select coalesce((select at from domain_clock), date_trunc('milliseconds', clock_timestamp()))
$function$;

CREATE OR REPLACE FUNCTION public.keep_design_content()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'the content of version % of design % cannot be rewritten', old.version, old.design
    using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION public.link_record(r link)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_strip_nulls(jsonb_build_object('name', r.name, 'kind', r.kind,
    'a', jsonb_build_object('node', r.a_node, 'port', r.a_port, 'place', r.a_place, 'entry', r.a_entry),
    'b', jsonb_build_object('node', r.b_node, 'port', r.b_port, 'place', r.b_place, 'entry', r.b_entry),
    'lengthM', r.length_m, 'latencyUs', r.latency_us, 'capacityKbps', r.capacity_kbps, 'mtu', r.mtu,
    'sharedRisks', r.shared_risks, 'availability', r.availability, 'status', r.status,
    'inServiceDate', r.in_service_date, 'build', case when r.build_cost_minor is not null
      then jsonb_build_object('costMinor', r.build_cost_minor, 'workingDays', r.build_working_days,
        'lengthM', r.build_length_m) end, 'monthlyCostMinor', r.monthly_cost_minor))
$function$;

CREATE OR REPLACE FUNCTION public.network_node_record(r network_node)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_strip_nulls(jsonb_build_object('name', r.name, 'place', r.place, 'role', r.role,
    'routerId', r.router_id, 'asNumber', r.as_number, 'model', r.model, 'sharedRisks', r.shared_risks,
    'availability', r.availability, 'transitUs', r.transit_us, 'endOfLife', r.end_of_life, 'retires', r.retires))
$function$;

CREATE OR REPLACE FUNCTION public.note_allocation_use()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  sign constant int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  insert into allocation_use (tenant, pool, scope, at, delta)
  select tenant, pool, scope, use_from, sign * sum(amount) from changed group by 1, 2, 3, 4
  union all
  select tenant, pool, scope, use_to, -sign * sum(amount) from changed where use_to is not null group by 1, 2, 3, 4;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.place_record(r place)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_strip_nulls(jsonb_build_object('code', r.code, 'name', r.name, 'kind', r.kind, 'party', r.party,
    'address', r.address, 'postcode', r.postcode, 'latitude', r.latitude, 'longitude', r.longitude,
    'calendar', r.calendar, 'sharedRisks', r.shared_risks, 'entries', r.entries,
    'power', case when r.free_sockets is not null
      then jsonb_build_object('freeSockets', r.free_sockets, 'freeRackUnits', r.free_rack_units) end))
$function$;

CREATE OR REPLACE FUNCTION public.port_record(r port)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_strip_nulls(jsonb_build_object('node', r.node, 'name', r.name, 'card', r.card,
    'rateKbps', r.rate_kbps, 'optic', r.optic, 'use', r.use, 'partner', r.partner,
    'inServiceDate', r.in_service_date, 'costMinor', r.cost_minor))
$function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'records of % are never changed or removed', tg_table_name;
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_other_use()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'what the hold of % uses cannot be changed', old.reservation_id using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION public.shared_risk_record(r shared_risk)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select jsonb_build_object('code', r.code, 'kind', r.kind, 'name', r.name, 'availability', r.availability)
$function$;

create table account (
  tenant text not null,
  account text not null,
  name text not null,
  password_hash text not null,
  roles text[] not null,
  party text,
  active boolean default true not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint account_pkey PRIMARY KEY (tenant, account),
  constraint account_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table allocation_capacity (
  tenant text not null,
  pool text not null,
  scope text not null,
  starts_at timestamp(3) with time zone not null,
  upper_limit bigint not null,
  constraint allocation_capacity_pkey PRIMARY KEY (tenant, pool, scope, starts_at),
  constraint allocation_capacity_upper_limit_check CHECK ((upper_limit >= 0)),
  constraint allocation_capacity_tenant_pool_scope_fkey FOREIGN KEY (tenant, pool, scope) REFERENCES allocation_scope(tenant, pool, scope)
);

create table allocation_hold (
  tenant text not null,
  pool text not null,
  scope text not null,
  reservation_id text not null,
  line_key text not null,
  amount bigint not null,
  use_from timestamp(3) with time zone not null,
  use_to timestamp(3) with time zone,
  state text not null,
  constraint allocation_hold_pkey PRIMARY KEY (tenant, reservation_id, line_key),
  constraint allocation_hold_amount_check CHECK ((amount > 0)),
  constraint allocation_hold_check CHECK (((use_to IS NULL) OR (use_to > use_from))),
  constraint allocation_hold_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'allocated'::text]))),
  constraint allocation_hold_tenant_pool_scope_fkey FOREIGN KEY (tenant, pool, scope) REFERENCES allocation_scope(tenant, pool, scope)
) with (autovacuum_analyze_scale_factor=0.02, autovacuum_vacuum_scale_factor=0.02);

create table allocation_pool (
  tenant text not null,
  code text not null,
  kind text not null,
  shape text not null,
  source text not null,
  scope text not null,
  range_first bigint,
  range_last bigint,
  format text,
  prefixes text[],
  address_bits integer,
  carve_length integer,
  strategy text not null,
  guarded bigint[] default '{}'::bigint[] not null,
  quarantine_days integer default 0 not null,
  changed_at timestamp(3) with time zone default clock_timestamp() not null,
  unit text,
  bookable_percent integer default 100 not null,
  record jsonb,
  constraint allocation_pool_pkey PRIMARY KEY (tenant, code),
  constraint allocation_pool_address_bits_check CHECK ((address_bits = ANY (ARRAY[32, 128]))),
  constraint allocation_pool_bookable_percent_check CHECK ((bookable_percent > 0)),
  constraint allocation_pool_quarantine_days_check CHECK ((quarantine_days >= 0)),
  constraint allocation_pool_scope_check CHECK ((scope = ANY (ARRAY['tenant'::text, 'port'::text, 'portVlan'::text, 'node'::text, 'vrf'::text, 'link'::text, 'place'::text, 'team'::text, 'any'::text]))),
  constraint allocation_pool_shape_check CHECK ((shape = ANY (ARRAY['values'::text, 'blocks'::text, 'quantities'::text]))),
  constraint allocation_pool_source_check CHECK ((source = ANY (ARRAY['computed'::text, 'registered'::text]))),
  constraint allocation_pool_strategy_check CHECK ((strategy = ANY (ARRAY['lowest'::text, 'next'::text, 'affinity'::text, 'spread'::text, 'odd'::text, 'even'::text])))
);

create table allocation_reservation (
  tenant text not null,
  id text not null,
  owner_kind text not null,
  owner_id text not null,
  reason text not null,
  state text not null,
  fingerprint text not null,
  lines jsonb not null,
  use_from timestamp(3) with time zone not null,
  use_to timestamp(3) with time zone,
  hold_until timestamp(3) with time zone,
  warn_at timestamp(3) with time zone,
  warn_before_minutes integer,
  touches text[] not null,
  queue_order bigint,
  created_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null,
  confirmed_at timestamp(3) with time zone,
  extensions integer default 0 not null,
  ruling jsonb,
  constraint allocation_reservation_pkey PRIMARY KEY (tenant, id),
  constraint allocation_reservation_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'reserved'::text, 'confirmed'::text, 'allocated'::text, 'released'::text, 'expired'::text])))
) with (autovacuum_analyze_scale_factor=0.02, autovacuum_vacuum_scale_factor=0.02, fillfactor=70);

create table allocation_scope (
  tenant text not null,
  pool text not null,
  scope text not null,
  low bigint,
  high bigint,
  roots text[] default '{}'::text[] not null,
  constraint allocation_scope_pkey PRIMARY KEY (tenant, pool, scope),
  constraint allocation_scope_tenant_pool_fkey FOREIGN KEY (tenant, pool) REFERENCES allocation_pool(tenant, code)
);

create table allocation_use (
  tenant text not null,
  pool text not null,
  scope text not null,
  at timestamp(3) with time zone not null,
  delta bigint not null,
  change xid8 default pg_current_xact_id() not null
) with (autovacuum_analyze_scale_factor=0.02, autovacuum_vacuum_scale_factor=0.02);

create table allocation_value (
  tenant text not null,
  pool text not null,
  scope text not null,
  value text not null,
  length integer default 0 not null,
  "position" numeric(40,0) not null,
  rank numeric(40,0) not null,
  state text not null,
  reservation_id text,
  line_key text,
  free_at timestamp(3) with time zone,
  retiring boolean default false not null,
  guarded boolean default false not null,
  since timestamp(3) with time zone not null,
  class text,
  constraint allocation_value_pkey PRIMARY KEY (tenant, pool, scope, value),
  constraint allocation_value_check CHECK (((state = ANY (ARRAY['reserved'::text, 'allocated'::text])) = (reservation_id IS NOT NULL))),
  constraint allocation_value_check1 CHECK (((state = 'quarantined'::text) = (free_at IS NOT NULL))),
  constraint allocation_value_state_check CHECK ((state = ANY (ARRAY['free'::text, 'reserved'::text, 'allocated'::text, 'quarantined'::text, 'withdrawn'::text]))),
  constraint allocation_value_tenant_pool_scope_fkey FOREIGN KEY (tenant, pool, scope) REFERENCES allocation_scope(tenant, pool, scope)
) with (autovacuum_analyze_scale_factor=0.02, autovacuum_vacuum_scale_factor=0.02);

create table audit_record (
  tenant text not null,
  "position" bigint generated always as identity not null,
  account text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  detail jsonb not null,
  effective_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  trace text,
  constraint audit_record_pkey PRIMARY KEY (tenant, "position")
);

create table augmentation (
  tenant text not null,
  project text not null,
  link text not null,
  adds_kbps bigint not null,
  in_service_date date not null,
  committed boolean not null,
  cost_minor bigint not null,
  constraint augmentation_pkey PRIMARY KEY (tenant, project, link),
  constraint augmentation_adds_kbps_check CHECK ((adds_kbps > 0)),
  constraint augmentation_cost_minor_check CHECK ((cost_minor >= 0)),
  constraint augmentation_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant),
  constraint augmentation_tenant_link_fkey FOREIGN KEY (tenant, link) REFERENCES link(tenant, name)
);

create table billing_event (
  tenant text not null,
  id uuid not null,
  service_id uuid,
  order_id uuid not null,
  kind text not null,
  billing_date date not null,
  currency text,
  one_off_minor bigint,
  monthly_minor bigint,
  effective_at timestamp(3) with time zone not null,
  amendment_id uuid,
  customer text,
  reference text,
  constraint billing_event_pkey PRIMARY KEY (tenant, id),
  constraint billing_event_kind_check CHECK ((kind = ANY (ARRAY['start'::text, 'stop'::text, 'change'::text, 'cancellation'::text, 'amendment'::text, 'termination'::text])))
);

create table cancel_service_order (
  tenant text not null,
  id uuid not null,
  order_id uuid not null,
  state text not null,
  items text[] not null,
  reason text,
  requested_date timestamp(3) with time zone,
  effective_date timestamp(3) with time zone,
  completion_message text,
  charges jsonb default '[]'::jsonb not null,
  charges_accepted boolean not null,
  requested_by text not null,
  requested_at timestamp(3) with time zone not null,
  version integer default 1 not null,
  constraint cancel_service_order_pkey PRIMARY KEY (tenant, id),
  constraint cancel_service_order_state_check CHECK ((state = ANY (ARRAY['accepted'::text, 'inProgress'::text, 'done'::text, 'terminatedWithError'::text]))),
  constraint cancel_service_order_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant),
  constraint cancel_service_order_tenant_order_id_fkey FOREIGN KEY (tenant, order_id) REFERENCES service_order(tenant, id)
);

create table capacity_augmentation (
  tenant text not null,
  id text not null,
  number text not null,
  state text not null,
  link text not null,
  modules jsonb not null,
  adds_kbps bigint not null,
  cost_minor bigint not null,
  working_days integer not null,
  revocable_working_days integer not null,
  ready_date date not null,
  point_of_no_return date,
  certified_gap_percent double precision not null,
  cancellation_offered timestamp(3) with time zone,
  resource_order_id text,
  ordered_date date,
  completed_date date,
  updated_at timestamp(3) with time zone not null,
  constraint capacity_augmentation_pkey PRIMARY KEY (tenant, id),
  constraint capacity_augmentation_tenant_resource_order_id_key UNIQUE (tenant, resource_order_id),
  constraint capacity_augmentation_adds_kbps_check CHECK ((adds_kbps > 0)),
  constraint capacity_augmentation_check CHECK (((resource_order_id IS NULL) = (ordered_date IS NULL))),
  constraint capacity_augmentation_check1 CHECK (((state <> ALL (ARRAY['ordered'::text, 'completed'::text])) OR (ordered_date IS NOT NULL))),
  constraint capacity_augmentation_check2 CHECK (((state = 'completed'::text) = (completed_date IS NOT NULL))),
  constraint capacity_augmentation_cost_minor_check CHECK ((cost_minor >= 0)),
  constraint capacity_augmentation_revocable_working_days_check CHECK ((revocable_working_days >= 0)),
  constraint capacity_augmentation_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'ordered'::text, 'completed'::text, 'cancelled'::text]))),
  constraint capacity_augmentation_working_days_check CHECK ((working_days >= 0)),
  constraint capacity_augmentation_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table capacity_augmentation_share (
  tenant text not null,
  augmentation text not null,
  consumer_kind text not null,
  consumer_id text not null,
  "position" integer not null,
  need_date date not null,
  demands jsonb not null,
  link_kbps bigint not null,
  share_minor bigint not null,
  constraint capacity_augmentation_share_pkey PRIMARY KEY (tenant, augmentation, consumer_kind, consumer_id),
  constraint capacity_augmentation_share_consumer_kind_check CHECK ((consumer_kind = ANY (ARRAY['serviceDesign'::text, 'capacityProcess'::text]))),
  constraint capacity_augmentation_share_link_kbps_check CHECK ((link_kbps > 0)),
  constraint capacity_augmentation_share_share_minor_check CHECK ((share_minor >= 0)),
  constraint capacity_augmentation_share_tenant_augmentation_fkey FOREIGN KEY (tenant, augmentation) REFERENCES capacity_augmentation(tenant, id)
);

create table catalog_version (
  tenant text not null,
  version bigint not null,
  constraint catalog_version_pkey PRIMARY KEY (tenant),
  constraint catalog_version_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table clock_alarm (
  tenant text not null,
  id uuid not null,
  account text not null,
  party text,
  at timestamp(3) with time zone not null,
  reference text not null,
  fired boolean default false not null,
  constraint clock_alarm_pkey PRIMARY KEY (tenant, id)
);

create table configuration_label (
  tenant text not null,
  name text not null,
  text text,
  devices text[] not null,
  made_by text not null,
  made_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint configuration_label_pkey PRIMARY KEY (tenant, name)
);

create table configuration_label_part (
  tenant text not null,
  label text not null,
  device text not null,
  service_id text not null,
  leaves jsonb not null,
  constraint configuration_label_part_pkey PRIMARY KEY (tenant, label, device, service_id),
  constraint configuration_label_part_tenant_label_fkey FOREIGN KEY (tenant, label) REFERENCES configuration_label(tenant, name) ON DELETE CASCADE
);

create table configuration_leaf (
  tenant text not null,
  device text not null,
  path text not null,
  combiner text not null,
  base jsonb,
  captured_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint configuration_leaf_pkey PRIMARY KEY (tenant, device, path),
  constraint configuration_leaf_combiner_check CHECK ((combiner = ANY (ARRAY['equal'::text, 'maximum'::text, 'sum'::text, 'set'::text, 'ordered'::text])))
);

create table configuration_monitor (
  tenant text not null,
  id text not null,
  kind text not null,
  source_href text not null,
  request jsonb not null,
  input jsonb not null,
  state text default 'InProgress'::text not null,
  response jsonb,
  requested_by text not null,
  created_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint configuration_monitor_pkey PRIMARY KEY (tenant, id),
  constraint configuration_monitor_check CHECK (((state = 'InProgress'::text) = (ended_at IS NULL))),
  constraint configuration_monitor_kind_check CHECK ((kind = ANY (ARRAY['order'::text, 'redeploy'::text, 'rollback'::text, 'reconcile'::text]))),
  constraint configuration_monitor_state_check CHECK ((state = ANY (ARRAY['InProgress'::text, 'InError'::text, 'Completed'::text])))
);

create table configuration_owner (
  tenant text not null,
  device text not null,
  path text not null,
  service_id text not null,
  value jsonb not null,
  transaction_id text not null,
  constraint configuration_owner_pkey PRIMARY KEY (tenant, device, path, service_id),
  constraint configuration_owner_tenant_device_path_fkey FOREIGN KEY (tenant, device, path) REFERENCES configuration_leaf(tenant, device, path)
);

create table cpe_bootstrap_refusal (
  tenant text not null,
  serial text not null,
  reason text not null,
  model text not null,
  address text not null,
  times integer default 1 not null,
  first_at timestamp(3) with time zone not null,
  last_at timestamp(3) with time zone not null,
  constraint cpe_bootstrap_refusal_pkey PRIMARY KEY (tenant, serial, reason),
  constraint cpe_bootstrap_refusal_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table cpe_enrolment (
  tenant text not null,
  serial text not null,
  firmware text not null,
  snmp_host text,
  snmp_port integer,
  snmp_user text,
  sealed_snmp bytea,
  enrolled_at timestamp(3) with time zone not null,
  booted_at timestamp(3) with time zone not null,
  constraint cpe_enrolment_pkey PRIMARY KEY (tenant, serial),
  constraint cpe_enrolment_snmp_port_check CHECK (((snmp_port >= 1) AND (snmp_port <= 65535))),
  constraint cpe_enrolment_tenant_serial_fkey FOREIGN KEY (tenant, serial) REFERENCES cpe_unit(tenant, serial)
);

create table cpe_reading (
  tenant text not null,
  id uuid not null,
  serial text not null,
  verdict text not null,
  body jsonb not null,
  read_at timestamp(3) with time zone not null,
  constraint cpe_reading_pkey PRIMARY KEY (tenant, id),
  constraint cpe_reading_verdict_check CHECK ((verdict = ANY (ARRAY['good'::text, 'bad'::text, 'unread'::text]))),
  constraint cpe_reading_tenant_serial_fkey FOREIGN KEY (tenant, serial) REFERENCES cpe_unit(tenant, serial)
);

create table cpe_unit (
  tenant text not null,
  serial text not null,
  model text not null,
  depot text not null,
  state text default 'inStock'::text not null,
  service_id uuid,
  place text,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  leg smallint,
  replaces text,
  constraint cpe_unit_pkey PRIMARY KEY (tenant, serial),
  constraint cpe_unit_state_check CHECK ((state = ANY (ARRAY['inStock'::text, 'assigned'::text, 'shipped'::text, 'installed'::text, 'failed'::text, 'returned'::text]))),
  constraint cpe_unit_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table cpe_voucher (
  tenant text not null,
  serial text not null,
  digest bytea not null,
  state text not null,
  host_key_sha256 text,
  issued_by text not null,
  issued_at timestamp(3) with time zone not null,
  constraint cpe_voucher_pkey PRIMARY KEY (tenant, serial),
  constraint cpe_voucher_state_check CHECK ((state = ANY (ARRAY['issued'::text, 'used'::text, 'spent'::text]))),
  constraint cpe_voucher_tenant_serial_fkey FOREIGN KEY (tenant, serial) REFERENCES cpe_unit(tenant, serial)
);

create table delivery (
  tenant text not null,
  subscription_id uuid not null,
  "position" bigint not null,
  aggregate_kind text not null,
  aggregate_id text not null,
  state text default 'pending'::text not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp(3) with time zone default clock_timestamp() not null,
  leased_until timestamp(3) with time zone,
  last_error text,
  constraint delivery_pkey PRIMARY KEY (tenant, subscription_id, "position"),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text]))),
  constraint delivery_tenant_subscription_id_fkey FOREIGN KEY (tenant, subscription_id) REFERENCES subscription(tenant, id) ON DELETE CASCADE
);

create table device_access (
  tenant text not null,
  device text not null,
  driver text not null,
  host text not null,
  port integer not null,
  user_name text not null,
  host_key_sha256 text not null,
  sealed_secret bytea not null,
  dialect jsonb,
  constraint device_access_pkey PRIMARY KEY (tenant, device),
  constraint device_access_driver_check CHECK ((driver = ANY (ARRAY['netconf'::text, 'ovsdb'::text, 'frr'::text, 'cli'::text]))),
  constraint device_access_port_check CHECK (((port >= 1) AND (port <= 65535)))
);

create table device_drift (
  tenant text not null,
  device text not null,
  path text not null,
  have jsonb,
  found_at timestamp(3) with time zone not null,
  kept_by text,
  kept_reason text,
  constraint device_drift_pkey PRIMARY KEY (tenant, device, path)
);

create table device_lease (
  tenant text not null,
  device text not null,
  transaction_id text,
  taken_at timestamp(3) with time zone default clock_timestamp() not null,
  hold text,
  why text,
  until timestamp(3) with time zone,
  constraint device_lease_pkey PRIMARY KEY (tenant, device),
  constraint device_lease_holder CHECK ((((transaction_id IS NULL) = (hold IS NOT NULL)) AND ((hold IS NULL) = (until IS NULL)) AND ((hold IS NULL) = (why IS NULL)))),
  constraint device_lease_tenant_transaction_id_fkey FOREIGN KEY (tenant, transaction_id) REFERENCES network_transaction(tenant, id)
);

create table device_pause (
  tenant text collate "C" not null,
  device text collate "C" not null,
  paused_by text not null,
  reason text not null,
  paused_at timestamp(3) with time zone not null,
  constraint device_pause_pkey PRIMARY KEY (tenant, device)
);

create table device_queue (
  tenant text not null,
  id text not null,
  "position" bigint generated always as identity not null,
  device text not null,
  service_id text not null,
  kind text not null,
  leaves jsonb not null,
  transaction_id text,
  queued_at timestamp(3) with time zone not null,
  attempt integer default 1 not null,
  next_try_at timestamp(3) with time zone default clock_timestamp() not null,
  last_failure text,
  blocked boolean default false not null,
  on_drift text default 'stop'::text not null,
  constraint device_queue_pkey PRIMARY KEY (tenant, id),
  constraint device_queue_kind_check CHECK ((kind = ANY (ARRAY['create'::text, 'modify'::text, 'delete'::text]))),
  constraint device_queue_on_drift_check CHECK ((on_drift = ANY (ARRAY['stop'::text, 'overwrite'::text])))
);

create table domain_clock (
  single boolean default true not null,
  mode text default 'real'::text not null,
  at timestamp(3) with time zone,
  run_until timestamp(3) with time zone,
  constraint domain_clock_pkey PRIMARY KEY (single),
  constraint domain_clock_check CHECK (((mode = 'simulated'::text) = (at IS NOT NULL))),
  constraint domain_clock_mode_check CHECK ((mode = ANY (ARRAY['real'::text, 'simulated'::text]))),
  constraint domain_clock_single_check CHECK (single)
);

create table event (
  tenant text not null,
  "position" bigint generated always as identity not null,
  id uuid not null,
  aggregate_kind text not null,
  aggregate_id text not null,
  sequence integer not null,
  type text not null,
  domain text not null,
  resource text not null,
  body jsonb not null,
  audience text[] default '{}'::text[] not null,
  correlation_id text,
  schema_version integer default 1 not null,
  effective_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  transaction_id xid8 default pg_current_xact_id() not null,
  fanned_out boolean default false not null,
  constraint event_pkey PRIMARY KEY (tenant, "position"),
  constraint event_tenant_aggregate_kind_aggregate_id_sequence_key UNIQUE (tenant, aggregate_kind, aggregate_id, sequence)
);

create table event_stream (
  tenant text not null,
  aggregate_kind text not null,
  aggregate_id text not null,
  last_sequence integer not null,
  constraint event_stream_pkey PRIMARY KEY (tenant, aggregate_kind, aggregate_id)
) with (fillfactor=60);

create table failed_object (
  tenant text not null,
  name text not null,
  ports text[] not null,
  links text[] not null,
  reason text not null,
  failed_at timestamp(3) with time zone not null,
  repaired_at timestamp(3) with time zone,
  constraint failed_object_pkey PRIMARY KEY (tenant, name, failed_at),
  constraint failed_object_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table idempotent_request (
  tenant text not null,
  client text not null,
  key text not null,
  request_hash text not null,
  resource_id text not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint idempotent_request_pkey PRIMARY KEY (tenant, client, key)
);

create table jeopardy_alert (
  tenant text not null,
  id text not null,
  order_reference text not null,
  owner text not null,
  calendar text not null,
  level text not null,
  forecast_date date not null,
  committed_date date,
  slack_working_days integer,
  culprit text,
  cause text,
  raised_at timestamp(3) with time zone not null,
  level_since timestamp(3) with time zone not null,
  acknowledged_at timestamp(3) with time zone,
  acknowledged_by text,
  cleared_at timestamp(3) with time zone,
  ladder_step integer default 0 not null,
  next_step_at timestamp(3) with time zone,
  suspended_since timestamp(3) with time zone,
  stopped_working_days integer default 0 not null,
  version integer default 1 not null,
  constraint jeopardy_alert_pkey PRIMARY KEY (tenant, id),
  constraint jeopardy_alert_check CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL))),
  constraint jeopardy_alert_level_check CHECK ((level = ANY (ARRAY['Hazard'::text, 'Critical'::text])))
);

create table link (
  tenant text not null,
  name text not null,
  kind text not null,
  a_node text,
  a_place text,
  a_entry text,
  b_node text,
  b_place text,
  b_entry text,
  length_m integer not null,
  latency_us integer not null,
  capacity_kbps bigint not null,
  mtu integer not null,
  shared_risks text[] not null,
  availability double precision not null,
  status text not null,
  in_service_date date,
  build_cost_minor bigint,
  build_working_days integer,
  build_length_m integer,
  monthly_cost_minor bigint not null,
  a_port text,
  b_port text,
  constraint link_pkey PRIMARY KEY (tenant, name),
  constraint link_availability_check CHECK (((availability >= (0)::double precision) AND (availability <= (1)::double precision))),
  constraint link_build_cost_minor_check CHECK ((build_cost_minor >= 0)),
  constraint link_build_length_m_check CHECK ((build_length_m >= 0)),
  constraint link_build_working_days_check CHECK ((build_working_days >= 0)),
  constraint link_capacity_kbps_check CHECK ((capacity_kbps > 0)),
  constraint link_check CHECK (((a_node IS NOT NULL) OR (a_place IS NOT NULL))),
  constraint link_check1 CHECK (((b_node IS NOT NULL) OR (b_place IS NOT NULL))),
  constraint link_check2 CHECK (((status <> 'buildable'::text) OR (build_cost_minor IS NOT NULL))),
  constraint link_kind_check CHECK ((kind = ANY (ARRAY['core'::text, 'access'::text]))),
  constraint link_latency_us_check CHECK ((latency_us >= 0)),
  constraint link_length_m_check CHECK ((length_m >= 0)),
  constraint link_monthly_cost_minor_check CHECK ((monthly_cost_minor >= 0)),
  constraint link_status_check CHECK ((status = ANY (ARRAY['inService'::text, 'planned'::text, 'buildable'::text]))),
  constraint link_tenant_a_node_fkey FOREIGN KEY (tenant, a_node) REFERENCES network_node(tenant, name),
  constraint link_tenant_a_place_fkey FOREIGN KEY (tenant, a_place) REFERENCES place(tenant, code),
  constraint link_tenant_b_node_fkey FOREIGN KEY (tenant, b_node) REFERENCES network_node(tenant, name),
  constraint link_tenant_b_place_fkey FOREIGN KEY (tenant, b_place) REFERENCES place(tenant, code),
  constraint link_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table network_change (
  tenant text not null,
  version bigint not null,
  kind text not null,
  keys text[],
  constraint network_change_pkey PRIMARY KEY (tenant, version),
  constraint network_change_kind_check CHECK ((kind = ANY (ARRAY['sharedRisk'::text, 'place'::text, 'networkNode'::text, 'port'::text, 'link'::text, 'augmentation'::text]))),
  constraint network_change_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table network_condition (
  tenant text not null,
  id uuid not null,
  name text not null,
  kind text not null,
  state text not null,
  reason text not null,
  bad_looks integer not null,
  good_looks integer default 0 not null,
  since timestamp(3) with time zone not null,
  failed_at timestamp(3) with time zone,
  cleared_at timestamp(3) with time zone,
  orders uuid[] default '{}'::uuid[] not null,
  services uuid[] default '{}'::uuid[] not null,
  obstacle text,
  constraint network_condition_pkey PRIMARY KEY (tenant, id),
  constraint network_condition_bad_looks_check CHECK ((bad_looks >= 1)),
  constraint network_condition_check CHECK (((state = 'cleared'::text) = (cleared_at IS NOT NULL))),
  constraint network_condition_check1 CHECK (((state = 'suspected'::text) OR (failed_at IS NOT NULL))),
  constraint network_condition_good_looks_check CHECK ((good_looks >= 0)),
  constraint network_condition_kind_check CHECK ((kind = ANY (ARRAY['node'::text, 'link'::text]))),
  constraint network_condition_state_check CHECK ((state = ANY (ARRAY['suspected'::text, 'failed'::text, 'cleared'::text]))),
  constraint network_condition_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table network_node (
  tenant text not null,
  name text not null,
  place text not null,
  role text not null,
  router_id text not null,
  as_number bigint not null,
  model text not null,
  shared_risks text[] not null,
  availability double precision not null,
  transit_us integer not null,
  end_of_life date,
  retires date,
  constraint network_node_pkey PRIMARY KEY (tenant, name),
  constraint network_node_availability_check CHECK (((availability >= (0)::double precision) AND (availability <= (1)::double precision))),
  constraint network_node_role_check CHECK ((role = ANY (ARRAY['providerEdge'::text, 'core'::text, 'access'::text]))),
  constraint network_node_transit_us_check CHECK ((transit_us >= 0)),
  constraint network_node_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant),
  constraint network_node_tenant_place_fkey FOREIGN KEY (tenant, place) REFERENCES place(tenant, code)
);

create table network_transaction (
  tenant text not null,
  id text not null,
  service_id text not null,
  request_hash text not null,
  attempt integer default 1 not null,
  state text not null,
  decision text,
  failures jsonb default '[]'::jsonb not null,
  conflicts jsonb default '[]'::jsonb not null,
  confirm_timeout_s integer not null,
  confirm_by timestamp(3) with time zone,
  runner text,
  runner_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone default clock_timestamp() not null,
  ended_at timestamp(3) with time zone,
  other_services text[] default '{}'::text[] not null,
  constraint network_transaction_pkey PRIMARY KEY (tenant, id),
  constraint network_transaction_check CHECK (((state = ANY (ARRAY['completed'::text, 'undone'::text, 'interrupted'::text, 'refused'::text])) = (ended_at IS NOT NULL))),
  constraint network_transaction_decision_check CHECK ((decision = ANY (ARRAY['confirm'::text, 'undo'::text]))),
  constraint network_transaction_state_check CHECK ((state = ANY (ARRAY['preparing'::text, 'confirming'::text, 'undoing'::text, 'inDoubt'::text, 'completed'::text, 'undone'::text, 'interrupted'::text, 'refused'::text])))
);

create table network_transaction_device (
  tenant text not null,
  transaction_id text not null,
  device text not null,
  state text not null,
  images jsonb,
  ownership jsonb,
  failure jsonb,
  updated_at timestamp(3) with time zone default clock_timestamp() not null,
  queued jsonb,
  constraint network_transaction_device_pkey PRIMARY KEY (tenant, transaction_id, device),
  constraint network_transaction_device_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'preparing'::text, 'prepared'::text, 'verified'::text, 'confirming'::text, 'confirmed'::text, 'failed'::text, 'undoing'::text, 'undone'::text, 'inDoubt'::text, 'queued'::text, 'gone'::text]))),
  constraint network_transaction_device_tenant_transaction_id_fkey FOREIGN KEY (tenant, transaction_id) REFERENCES network_transaction(tenant, id)
);

create table network_transaction_journal (
  tenant text not null,
  transaction_id text not null,
  entry bigint generated always as identity not null,
  attempt integer not null,
  device text,
  state text not null,
  runner text,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint network_transaction_journal_pkey PRIMARY KEY (tenant, transaction_id, entry),
  constraint network_transaction_journal_tenant_transaction_id_fkey FOREIGN KEY (tenant, transaction_id) REFERENCES network_transaction(tenant, id)
);

create table network_version (
  tenant text not null,
  version bigint not null,
  changed_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint network_version_pkey PRIMARY KEY (tenant),
  constraint network_version_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table number_series (
  tenant text not null,
  kind text not null,
  last bigint not null,
  constraint number_series_pkey PRIMARY KEY (tenant, kind)
);

create table order_forecast (
  tenant text not null,
  order_reference text not null,
  committed_date date,
  current_committed_date date,
  expected_date date,
  slack_working_days integer,
  level text default 'Normal'::text not null,
  culprit text,
  cause text,
  percent_complete integer default 0 not null,
  computed_at timestamp(3) with time zone,
  closed_at timestamp(3) with time zone,
  constraint order_forecast_pkey PRIMARY KEY (tenant, order_reference),
  constraint order_forecast_level_check CHECK ((level = ANY (ARRAY['Normal'::text, 'Hazard'::text, 'Critical'::text]))),
  constraint order_forecast_percent_complete_check CHECK (((percent_complete >= 0) AND (percent_complete <= 100)))
);

create table outage_notice (
  tenant text not null,
  outage_id uuid not null,
  recipient text not null,
  kind text not null,
  state text not null,
  body jsonb not null,
  sent_at timestamp(3) with time zone not null,
  constraint outage_notice_pkey PRIMARY KEY (tenant, outage_id, recipient, kind),
  constraint outage_notice_kind_check CHECK ((kind = ANY (ARRAY['plannedOutage'::text, 'falseAlarm'::text]))),
  constraint outage_notice_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'withdrawn'::text, 'completed'::text]))),
  constraint outage_notice_tenant_outage_id_fkey FOREIGN KEY (tenant, outage_id) REFERENCES planned_outage(tenant, id)
);

create table partner_charge (
  tenant text not null,
  id text not null,
  partner_order text not null,
  kind text not null,
  text text not null,
  amount_minor bigint not null,
  currency text not null,
  blocking boolean not null,
  state text not null,
  raised_at timestamp(3) with time zone not null,
  decided_at timestamp(3) with time zone,
  decided_by text,
  constraint partner_charge_pkey PRIMARY KEY (tenant, id),
  constraint partner_charge_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint partner_charge_check CHECK (((state = 'proposed'::text) = (decided_at IS NULL))),
  constraint partner_charge_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'accepted'::text, 'declined'::text, 'withdrawn'::text]))),
  constraint partner_charge_tenant_partner_order_fkey FOREIGN KEY (tenant, partner_order) REFERENCES partner_order(tenant, id)
);

create table partner_order (
  tenant text not null,
  id text not null,
  number text not null,
  action text not null,
  ceases text,
  correlation text not null,
  partner text not null,
  party text not null,
  offer text not null,
  place text not null,
  query text,
  state text not null,
  monthly_minor bigint not null,
  one_off_minor bigint not null,
  currency text not null,
  requested_date date not null,
  foc_date date,
  expected_date date,
  completed_date date,
  ceased_date date,
  foc_task text,
  delivery_task text,
  circuit_reference text,
  milestones jsonb default '[]'::jsonb not null,
  date_changes jsonb default '[]'::jsonb not null,
  cause text,
  reason text,
  ordered_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  version integer default 1 not null,
  termination jsonb,
  constraint partner_order_pkey PRIMARY KEY (tenant, id),
  constraint partner_order_tenant_correlation_key UNIQUE (tenant, correlation),
  constraint partner_order_tenant_number_key UNIQUE (tenant, number),
  constraint partner_order_action_check CHECK ((action = ANY (ARRAY['add'::text, 'cease'::text]))),
  constraint partner_order_check CHECK (((action = 'cease'::text) = (ceases IS NOT NULL))),
  constraint partner_order_check1 CHECK (((state = 'completed'::text) = (completed_date IS NOT NULL))),
  constraint partner_order_check2 CHECK (((foc_date IS NULL) OR (expected_date IS NOT NULL))),
  constraint partner_order_monthly_minor_check CHECK ((monthly_minor >= 0)),
  constraint partner_order_one_off_minor_check CHECK ((one_off_minor >= 0)),
  constraint partner_order_state_check CHECK ((state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text, 'held'::text, 'completed'::text, 'rejected'::text, 'failed'::text, 'cancelled'::text]))),
  constraint partner_order_tenant_ceases_fkey FOREIGN KEY (tenant, ceases) REFERENCES partner_order(tenant, id)
);

create table partner_query (
  tenant text not null,
  id text not null,
  correlation text not null,
  partner text not null,
  party text not null,
  offer text not null,
  place text not null,
  technology text not null,
  rate_kbps bigint not null,
  state text not null,
  asked_at timestamp(3) with time zone not null,
  answer_by timestamp(3) with time zone not null,
  answer jsonb,
  answered_at timestamp(3) with time zone,
  late_answer jsonb,
  late_at timestamp(3) with time zone,
  version integer default 1 not null,
  constraint partner_query_pkey PRIMARY KEY (tenant, id),
  constraint partner_query_tenant_correlation_offer_rate_kbps_key UNIQUE (tenant, correlation, offer, rate_kbps),
  constraint partner_query_check CHECK (((state = 'answered'::text) <= (answer IS NOT NULL))),
  constraint partner_query_check1 CHECK (((answer IS NULL) = (answered_at IS NULL))),
  constraint partner_query_check2 CHECK (((late_answer IS NULL) = (late_at IS NULL))),
  constraint partner_query_rate_kbps_check CHECK ((rate_kbps > 0)),
  constraint partner_query_state_check CHECK ((state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text, 'answered'::text, 'timedOut'::text, 'closed'::text])))
);

create table party (
  tenant text not null,
  code text not null,
  name text not null,
  kind text not null,
  contacts jsonb default '[]'::jsonb not null,
  class text,
  constraint party_pkey PRIMARY KEY (tenant, code),
  constraint party_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'partner'::text, 'internal'::text]))),
  constraint party_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table place (
  tenant text not null,
  code text not null,
  name text not null,
  kind text not null,
  party text,
  address text not null,
  postcode text,
  latitude double precision not null,
  longitude double precision not null,
  calendar text not null,
  shared_risks text[] not null,
  entries text[] not null,
  free_sockets integer,
  free_rack_units integer,
  constraint place_pkey PRIMARY KEY (tenant, code),
  constraint place_check CHECK (((free_sockets IS NULL) = (free_rack_units IS NULL))),
  constraint place_free_rack_units_check CHECK ((free_rack_units >= 0)),
  constraint place_free_sockets_check CHECK ((free_sockets >= 0)),
  constraint place_kind_check CHECK ((kind = ANY (ARRAY['pointOfPresence'::text, 'customerPremises'::text]))),
  constraint place_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint place_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint place_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table plan (
  tenant text collate "C" not null,
  id text collate "C" not null,
  subject_kind text not null,
  subject_id text not null,
  version integer default 1 not null,
  priority smallint default 0 not null,
  trace text,
  total integer not null,
  remaining integer not null,
  active integer default 0 not null,
  waiting integer default 0 not null,
  fallout integer default 0 not null,
  done integer default 0 not null,
  failed integer default 0 not null,
  cancelled integer default 0 not null,
  paused_at timestamp(3) with time zone,
  paused_by text,
  paused_reason text,
  created_at timestamp(3) with time zone not null,
  finished_at timestamp(3) with time zone,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint plan_pkey PRIMARY KEY (tenant, id),
  constraint plan_active_check CHECK ((active >= 0)),
  constraint plan_cancelled_check CHECK ((cancelled >= 0)),
  constraint plan_check CHECK (((remaining >= 0) AND (remaining <= total))),
  constraint plan_check1 CHECK ((remaining >= ((active + waiting) + fallout))),
  constraint plan_done_check CHECK ((done >= 0)),
  constraint plan_failed_check CHECK ((failed >= 0)),
  constraint plan_fallout_check CHECK ((fallout >= 0)),
  constraint plan_total_check CHECK ((total >= 0)),
  constraint plan_waiting_check CHECK ((waiting >= 0))
) with (autovacuum_analyze_scale_factor=0.05, autovacuum_vacuum_scale_factor=0.02, fillfactor=60);

create table plan_pause (
  tenant text collate "C" not null,
  scope text collate "C" not null,
  reference text collate "C" not null,
  paused_by text not null,
  reason text not null,
  paused_at timestamp(3) with time zone not null,
  constraint plan_pause_pkey PRIMARY KEY (tenant, scope, reference),
  constraint plan_pause_scope_check CHECK ((scope = ANY (ARRAY['everything'::text, 'kind'::text, 'limitKey'::text])))
);

create table plan_version (
  tenant text collate "C" not null,
  plan_id text collate "C" not null,
  version integer not null,
  amended_by text not null,
  reason text not null,
  difference jsonb not null,
  amended_at timestamp(3) with time zone not null,
  constraint plan_version_pkey PRIMARY KEY (tenant, plan_id, version),
  constraint plan_version_version_check CHECK ((version > 1)),
  constraint plan_version_tenant_plan_id_fkey FOREIGN KEY (tenant, plan_id) REFERENCES plan(tenant, id)
);

create table plan_worker (
  epoch bigint generated always as identity not null,
  node text not null,
  started_at timestamp(3) with time zone default clock_timestamp() not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint plan_worker_pkey PRIMARY KEY (epoch)
) with (fillfactor=50);

create table planned_outage (
  tenant text not null,
  id uuid not null,
  number text not null,
  state text not null,
  reason text not null,
  order_id uuid,
  item_id text,
  devices text[] not null,
  objects text[] not null,
  services jsonb not null,
  lead_working_days integer not null,
  announced_at timestamp(3) with time zone not null,
  starts_at timestamp(3) with time zone not null,
  ends_at timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  task_id text,
  constraint planned_outage_pkey PRIMARY KEY (tenant, id),
  constraint planned_outage_tenant_number_key UNIQUE (tenant, number),
  constraint planned_outage_check CHECK ((ends_at > starts_at)),
  constraint planned_outage_lead_working_days_check CHECK ((lead_working_days >= 0)),
  constraint planned_outage_state_check CHECK ((state = ANY (ARRAY['announced'::text, 'inProgress'::text, 'completed'::text, 'withdrawn'::text]))),
  constraint planned_outage_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table port (
  tenant text not null,
  node text not null,
  name text not null,
  card text not null,
  rate_kbps bigint not null,
  optic text not null,
  use text not null,
  partner text,
  in_service_date date,
  cost_minor bigint not null,
  constraint port_pkey PRIMARY KEY (tenant, node, name),
  constraint port_cost_minor_check CHECK ((cost_minor >= 0)),
  constraint port_rate_kbps_check CHECK ((rate_kbps > 0)),
  constraint port_use_check CHECK ((use = ANY (ARRAY['customer'::text, 'partner'::text, 'core'::text]))),
  constraint port_tenant_card_fkey FOREIGN KEY (tenant, card) REFERENCES shared_risk(tenant, code),
  constraint port_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant),
  constraint port_tenant_node_fkey FOREIGN KEY (tenant, node) REFERENCES network_node(tenant, name)
);

create table reference_record (
  tenant text not null,
  kind text not null,
  key text not null,
  version integer default 1 not null,
  body jsonb not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint reference_record_pkey PRIMARY KEY (tenant, kind, key),
  constraint reference_record_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table resource_query (
  tenant text not null,
  id text not null,
  design text not null,
  place text not null,
  rate_kbps bigint not null,
  optic text,
  quantity integer not null,
  need_date date not null,
  state text not null,
  asked_by text not null,
  asked_at timestamp(3) with time zone not null,
  answer_by timestamp(3) with time zone not null,
  answers jsonb default '[]'::jsonb not null,
  refused_answers jsonb default '[]'::jsonb not null,
  constraint resource_query_pkey PRIMARY KEY (tenant, id),
  constraint resource_query_quantity_check CHECK ((quantity >= 1)),
  constraint resource_query_rate_kbps_check CHECK ((rate_kbps > 0)),
  constraint resource_query_state_check CHECK ((state = ANY (ARRAY['acknowledged'::text, 'partial'::text, 'answered'::text, 'timedOut'::text]))),
  constraint resource_query_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table reversed_configuration (
  tenant text not null,
  order_id text not null,
  item_id text not null,
  service_id text not null,
  test_run text not null,
  transaction_id text,
  outcome text not null,
  reversed_at timestamp(3) with time zone,
  made_again_at timestamp(3) with time zone,
  problem text,
  due_at timestamp(3) with time zone not null,
  change text not null,
  constraint reversed_configuration_pkey PRIMARY KEY (tenant, test_run),
  constraint reversed_configuration_change_check CHECK ((change = ANY (ARRAY['network.configure@1'::text, 'network.reconfigure@1'::text]))),
  constraint reversed_configuration_outcome CHECK ((outcome = ANY (ARRAY['wanted'::text, 'running'::text, 'failed'::text, 'completed'::text, 'again'::text, 'withdrawn'::text])))
);

create table schema_migration (
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint schema_migration_pkey PRIMARY KEY (number)
);

create table service (
  tenant text not null,
  id uuid not null,
  number text not null,
  category text not null,
  specification text not null,
  name text not null,
  customer text not null,
  place text,
  state text not null,
  allocation_status text default 'unallocated'::text not null,
  in_service boolean default false not null,
  cfs_status smallint,
  characteristics jsonb default '{}'::jsonb not null,
  parent_id uuid,
  order_id uuid,
  order_item text,
  start_date timestamp(3) with time zone,
  end_date timestamp(3) with time zone,
  version integer default 1 not null,
  constraint service_pkey PRIMARY KEY (tenant, id),
  constraint service_tenant_number_key UNIQUE (tenant, number),
  constraint service_allocation_status_check CHECK ((allocation_status = ANY (ARRAY['unallocated'::text, 'reserved'::text, 'allocated'::text]))),
  constraint service_category_check CHECK ((category = ANY (ARRAY['CFS'::text, 'RFS'::text]))),
  constraint service_cfs_status_check CHECK (((cfs_status >= 0) AND (cfs_status <= 6))),
  constraint service_check CHECK ((NOT (in_service AND (state = ANY (ARRAY['feasibilityChecked'::text, 'designed'::text, 'reserved'::text]))))),
  constraint service_state_check CHECK ((state = ANY (ARRAY['feasibilityChecked'::text, 'designed'::text, 'reserved'::text, 'inactive'::text, 'active'::text, 'terminated'::text]))),
  constraint service_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
) with (fillfactor=70);

create table service_design (
  tenant text not null,
  id text not null,
  number text not null,
  opened_kind text not null,
  opened_id text not null,
  current_version integer not null,
  created_at timestamp(3) with time zone not null,
  delivered_by text,
  constraint service_design_pkey PRIMARY KEY (tenant, id),
  constraint service_design_tenant_number_key UNIQUE (tenant, number),
  constraint service_design_current_version_check CHECK ((current_version >= 1)),
  constraint service_design_opened_kind_check CHECK ((opened_kind = ANY (ARRAY['serviceQualification'::text, 'serviceOrder'::text, 'person'::text])))
);

create table service_design_comment (
  tenant text not null,
  id text not null,
  design text not null,
  version integer not null,
  part text,
  text text not null,
  author text not null,
  written_at timestamp(3) with time zone not null,
  settled_by text,
  settled_at timestamp(3) with time zone,
  constraint service_design_comment_pkey PRIMARY KEY (tenant, id),
  constraint service_design_comment_check CHECK (((settled_by IS NULL) = (settled_at IS NULL))),
  constraint service_design_comment_text_check CHECK (((length(text) >= 1) AND (length(text) <= 4000))),
  constraint service_design_comment_tenant_design_version_fkey FOREIGN KEY (tenant, design, version) REFERENCES service_design_version(tenant, design, version),
  constraint service_design_comment_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table service_design_decision (
  tenant text not null,
  design text not null,
  version integer not null,
  "position" integer not null,
  account text not null,
  decided_at timestamp(3) with time zone not null,
  decision text not null,
  reason text,
  waivers text[] not null,
  constraint service_design_decision_pkey PRIMARY KEY (tenant, design, version, "position"),
  constraint service_design_decision_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text]))),
  constraint service_design_decision_tenant_design_version_fkey FOREIGN KEY (tenant, design, version) REFERENCES service_design_version(tenant, design, version)
);

create table service_design_demand (
  tenant text not null,
  design text not null,
  kind text not null,
  key text not null,
  constraint service_design_demand_pkey PRIMARY KEY (tenant, design, kind, key),
  constraint service_design_demand_kind_check CHECK ((kind = ANY (ARRAY['port'::text, 'link'::text, 'node'::text, 'partnerOffer'::text, 'place'::text, 'sharedRisk'::text, 'cpeModel'::text]))),
  constraint service_design_demand_tenant_design_fkey FOREIGN KEY (tenant, design) REFERENCES service_design(tenant, id)
);

create table service_design_version (
  tenant text not null,
  design text not null,
  version integer not null,
  mode text not null,
  state text not null,
  customer text not null,
  service_specification text not null,
  requirement jsonb not null,
  requirement_hash text not null,
  classification jsonb not null,
  alternatives jsonb not null,
  rejected jsonb not null,
  chosen_alternative text,
  open_gates jsonb not null,
  author text,
  authors text[] not null,
  valid_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  written jsonb default '{}'::jsonb not null,
  constraint service_design_version_pkey PRIMARY KEY (tenant, design, version),
  constraint service_design_version_check CHECK (((state <> ALL (ARRAY['inReview'::text, 'approved'::text])) OR (chosen_alternative IS NOT NULL))),
  constraint service_design_version_check1 CHECK (((author IS NULL) OR (author = ANY (authors)))),
  constraint service_design_version_mode_check CHECK ((mode = ANY (ARRAY['feasibility'::text, 'committed'::text]))),
  constraint service_design_version_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'inReview'::text, 'approved'::text, 'rejected'::text, 'superseded'::text]))),
  constraint service_design_version_version_check CHECK ((version >= 1)),
  constraint service_design_version_tenant_design_fkey FOREIGN KEY (tenant, design) REFERENCES service_design(tenant, id)
);

create table service_level_objective (
  tenant text not null,
  id uuid not null,
  service_id uuid not null,
  site text not null,
  parameter text not null,
  comparator text not null,
  target numeric not null,
  threshold numeric not null,
  unit text not null,
  period text not null,
  tolerance numeric default 0 not null,
  grace_minutes integer default 0 not null,
  measuring_point text not null,
  state text default 'sent'::text not null,
  effective_at timestamp(3) with time zone not null,
  constraint service_level_objective_pkey PRIMARY KEY (tenant, id),
  constraint service_level_objective_tenant_service_id_site_parameter_key UNIQUE (tenant, service_id, site, parameter),
  constraint service_level_objective_comparator_check CHECK ((comparator = ANY (ARRAY['atMost'::text, 'atLeast'::text]))),
  constraint service_level_objective_state_check CHECK ((state = ANY (ARRAY['sent'::text, 'accepted'::text, 'refused'::text, 'retired'::text]))),
  constraint service_level_objective_tenant_service_id_fkey FOREIGN KEY (tenant, service_id) REFERENCES service(tenant, id)
);

create table service_order (
  tenant text not null,
  id uuid not null,
  number text not null,
  kind text not null,
  external_id text,
  client text not null,
  category text,
  description text,
  priority smallint default 2 not null,
  state text not null,
  customer text,
  order_date timestamp(3) with time zone not null,
  requested_start_date timestamp(3) with time zone,
  requested_completion_date timestamp(3) with time zone,
  requested_date date,
  committed_date date,
  expected_date date,
  slack_working_days integer,
  jeopardy text default 'Normal'::text not null,
  start_date timestamp(3) with time zone,
  completion_date timestamp(3) with time zone,
  plan_id uuid,
  external_reference jsonb default '[]'::jsonb not null,
  related_party jsonb default '[]'::jsonb not null,
  error_message jsonb default '[]'::jsonb not null,
  version integer default 1 not null,
  fell_out_at timestamp(3) with time zone,
  constraint service_order_pkey PRIMARY KEY (tenant, id),
  constraint service_order_tenant_number_key UNIQUE (tenant, number),
  constraint service_order_jeopardy_check CHECK ((jeopardy = ANY (ARRAY['Normal'::text, 'Hazard'::text, 'Critical'::text]))),
  constraint service_order_kind_check CHECK ((kind = ANY (ARRAY['request'::text, 'allocate'::text, 'implement'::text]))),
  constraint service_order_priority_check CHECK (((priority >= 0) AND (priority <= 4))),
  constraint service_order_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table service_order_activity (
  tenant text not null,
  order_id uuid not null,
  item_id text not null,
  plan_id uuid not null,
  activity text not null,
  constraint service_order_activity_pkey PRIMARY KEY (tenant, order_id, item_id, activity),
  constraint service_order_activity_tenant_order_id_item_id_fkey FOREIGN KEY (tenant, order_id, item_id) REFERENCES service_order_item(tenant, order_id, item_id)
);

create table service_order_amendment (
  tenant text not null,
  id uuid not null,
  order_id uuid not null,
  number integer not null,
  state text not null,
  request jsonb not null,
  items jsonb default '[]'::jsonb not null,
  message text,
  requested_by text not null,
  requested_at timestamp(3) with time zone not null,
  decided_by text,
  ended_at timestamp(3) with time zone,
  accepts jsonb default '[]'::jsonb not null,
  constraint service_order_amendment_pkey PRIMARY KEY (tenant, id),
  constraint service_order_amendment_tenant_order_id_number_key UNIQUE (tenant, order_id, number),
  constraint service_order_amendment_number_check CHECK ((number > 0)),
  constraint service_order_amendment_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'inProgress'::text, 'held'::text, 'done'::text, 'refused'::text, 'withdrawn'::text]))),
  constraint service_order_amendment_tenant_order_id_fkey FOREIGN KEY (tenant, order_id) REFERENCES service_order(tenant, id)
);

create table service_order_item (
  tenant text not null,
  order_id uuid not null,
  item_id text not null,
  ordinal integer not null,
  action text not null,
  state text not null,
  service_id uuid,
  service jsonb not null,
  relationships jsonb default '[]'::jsonb not null,
  classification jsonb,
  special_handling boolean default false not null,
  requirement jsonb,
  requirement_hash text,
  design_id uuid,
  design_version integer,
  reservation_id uuid,
  solution jsonb,
  error_message jsonb default '[]'::jsonb not null,
  more_reservations uuid[] default '{}'::uuid[] not null,
  parent_item_id text,
  awaits_prerequisites boolean default false not null,
  given_up jsonb,
  awaits_spare text,
  constraint service_order_item_pkey PRIMARY KEY (tenant, order_id, item_id),
  constraint service_order_item_action_check CHECK ((action = ANY (ARRAY['add'::text, 'modify'::text, 'delete'::text, 'noChange'::text]))),
  constraint service_order_item_tenant_order_id_fkey FOREIGN KEY (tenant, order_id) REFERENCES service_order(tenant, id)
);

create table service_order_milestone (
  tenant text not null,
  order_id uuid not null,
  name text not null,
  activity text not null,
  planned_date date not null,
  reached_at timestamp(3) with time zone,
  item_id text not null,
  reached_on date,
  constraint service_order_milestone_pkey PRIMARY KEY (tenant, order_id, item_id, name),
  constraint service_order_milestone_tenant_order_id_fkey FOREIGN KEY (tenant, order_id) REFERENCES service_order(tenant, id),
  constraint service_order_milestone_tenant_order_id_item_id_fkey FOREIGN KEY (tenant, order_id, item_id) REFERENCES service_order_item(tenant, order_id, item_id)
);

create table service_order_note (
  tenant text not null,
  order_id uuid not null,
  id uuid not null,
  author text not null,
  at timestamp(3) with time zone not null,
  text text not null,
  constraint service_order_note_pkey PRIMARY KEY (tenant, order_id, id),
  constraint service_order_note_tenant_order_id_fkey FOREIGN KEY (tenant, order_id) REFERENCES service_order(tenant, id)
);

create table service_order_prerequisite (
  tenant text not null,
  order_id uuid not null,
  item_id text not null,
  on_order_id uuid not null,
  on_item_id text not null,
  constraint service_order_prerequisite_pkey PRIMARY KEY (tenant, order_id, item_id, on_order_id, on_item_id),
  constraint service_order_prerequisite_tenant_on_order_id_on_item_id_fkey FOREIGN KEY (tenant, on_order_id, on_item_id) REFERENCES service_order_item(tenant, order_id, item_id),
  constraint service_order_prerequisite_tenant_order_id_item_id_fkey FOREIGN KEY (tenant, order_id, item_id) REFERENCES service_order_item(tenant, order_id, item_id)
);

create table service_order_relationship (
  tenant text not null,
  order_id uuid not null,
  related_order_id uuid not null,
  relationship_type text not null,
  constraint service_order_relationship_pkey PRIMARY KEY (tenant, order_id, related_order_id, relationship_type),
  constraint service_order_relationship_tenant_order_id_fkey FOREIGN KEY (tenant, order_id) REFERENCES service_order(tenant, id),
  constraint service_order_relationship_tenant_related_order_id_fkey FOREIGN KEY (tenant, related_order_id) REFERENCES service_order(tenant, id)
);

create table service_order_version (
  tenant text not null,
  order_id uuid not null,
  version integer not null,
  amendment_id uuid,
  author text not null,
  effective_at timestamp(3) with time zone not null,
  snapshot jsonb not null,
  difference jsonb default '[]'::jsonb not null,
  constraint service_order_version_pkey PRIMARY KEY (tenant, order_id, version),
  constraint service_order_version_version_check CHECK ((version > 0)),
  constraint service_order_version_tenant_order_id_fkey FOREIGN KEY (tenant, order_id) REFERENCES service_order(tenant, id)
);

create table service_qualification (
  tenant text not null,
  id text not null,
  number text not null,
  external_id text,
  description text,
  state text not null,
  customer text,
  provide_alternative boolean not null,
  provide_reason boolean not null,
  requested_by text not null,
  related_party jsonb not null,
  expected_at timestamp(3) with time zone,
  estimated_at timestamp(3) with time zone,
  effective_at timestamp(3) with time zone,
  version integer default 1 not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  form text default 'check'::text not null,
  reserve boolean default false not null,
  looks_again boolean default false not null,
  constraint service_qualification_pkey PRIMARY KEY (tenant, id),
  constraint service_qualification_tenant_number_key UNIQUE (tenant, number),
  constraint service_qualification_tenant_requested_by_external_id_key UNIQUE (tenant, requested_by, external_id),
  constraint service_qualification_check CHECK (((state = ANY (ARRAY['done'::text, 'terminatedWithError'::text])) = (effective_at IS NOT NULL))),
  constraint service_qualification_form_check CHECK ((form = ANY (ARRAY['check'::text, 'query'::text]))),
  constraint service_qualification_state_check CHECK ((state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text, 'done'::text, 'terminatedWithError'::text]))),
  constraint service_qualification_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table service_qualification_item (
  tenant text not null,
  qualification text not null,
  item text not null,
  "position" integer not null,
  state text not null,
  service jsonb not null,
  requirement jsonb not null,
  requirement_hash text not null,
  expected_availability_at timestamp(3) with time zone,
  result text,
  answer jsonb,
  network_version bigint,
  valid_until timestamp(3) with time zone,
  classification jsonb,
  design text,
  reservation text,
  reservation_rules jsonb not null,
  errors jsonb not null,
  overtaken jsonb default '[]'::jsonb not null,
  constraint service_qualification_item_pkey PRIMARY KEY (tenant, qualification, item),
  constraint service_qualification_item_tenant_qualification_position_key UNIQUE (tenant, qualification, "position"),
  constraint service_qualification_item_check CHECK (((state <> 'done'::text) OR (answer IS NOT NULL))),
  constraint service_qualification_item_check1 CHECK ((((answer IS NULL) = (result IS NULL)) AND ((answer IS NULL) = (valid_until IS NULL)) AND ((answer IS NULL) = (network_version IS NULL)))),
  constraint service_qualification_item_check2 CHECK (((state <> 'terminatedWithError'::text) OR (errors <> '[]'::jsonb))),
  constraint service_qualification_item_result_check CHECK ((result = ANY (ARRAY['qualified'::text, 'alternate'::text, 'unqualified'::text]))),
  constraint service_qualification_item_state_check CHECK ((state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text, 'done'::text, 'terminatedWithError'::text]))),
  constraint service_qualification_item_tenant_qualification_fkey FOREIGN KEY (tenant, qualification) REFERENCES service_qualification(tenant, id)
);

create table service_qualification_stand (
  tenant text not null,
  qualification text not null,
  item text not null,
  kind text not null,
  key text not null,
  constraint service_qualification_stand_pkey PRIMARY KEY (tenant, qualification, item, kind, key),
  constraint service_qualification_stand_kind_check CHECK ((kind = ANY (ARRAY['port'::text, 'link'::text, 'node'::text, 'partnerOffer'::text, 'place'::text, 'sharedRisk'::text, 'cpeModel'::text]))),
  constraint service_qualification_stand_tenant_qualification_item_fkey FOREIGN KEY (tenant, qualification, item) REFERENCES service_qualification_item(tenant, qualification, item)
);

create table service_test (
  tenant text not null,
  id text not null,
  entry bigint generated always as identity not null,
  service_id text not null,
  specification text not null,
  verdict text,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  purpose text default 'turnUp'::text not null,
  state text default 'completed'::text not null,
  name text,
  description text,
  requested_by text,
  interruption_allowed boolean default false not null,
  rate_scale double precision default 1 not null,
  problem text,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  constraint service_test_pkey PRIMARY KEY (tenant, id),
  constraint service_test_check CHECK (((state = 'completed'::text) = (verdict IS NOT NULL))),
  constraint service_test_check1 CHECK (((purpose = 'adHoc'::text) OR (state = 'completed'::text))),
  constraint service_test_purpose_check CHECK ((purpose = ANY (ARRAY['turnUp'::text, 'adHoc'::text]))),
  constraint service_test_rate_scale_check CHECK (((rate_scale > (0)::double precision) AND (rate_scale <= (1)::double precision))),
  constraint service_test_state_check CHECK ((state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text, 'completed'::text, 'cancelled'::text, 'failed'::text]))),
  constraint service_test_verdict_check CHECK ((verdict = ANY (ARRAY['passed'::text, 'failed'::text, 'inconclusive'::text])))
);

create table service_test_measure (
  tenant text not null,
  test_id text not null,
  ordinal integer not null,
  case_id text not null,
  metric text not null,
  from_site text not null,
  to_site text,
  class_of_service text,
  status text not null,
  measured double precision,
  comparator text not null,
  threshold double precision,
  threshold_source text not null,
  predicted double precision,
  unit text not null,
  reason text not null,
  method text,
  constraint service_test_measure_pkey PRIMARY KEY (tenant, test_id, ordinal),
  constraint service_test_measure_check CHECK (((status <> 'passed'::text) OR ((measured IS NOT NULL) AND (threshold IS NOT NULL)))),
  constraint service_test_measure_comparator_check CHECK ((comparator = ANY (ARRAY['atMost'::text, 'atLeast'::text]))),
  constraint service_test_measure_status_check CHECK ((status = ANY (ARRAY['passed'::text, 'failed'::text, 'inconclusive'::text, 'notRun'::text]))),
  constraint service_test_measure_tenant_test_id_fkey FOREIGN KEY (tenant, test_id) REFERENCES service_test(tenant, id)
);

create table service_test_waiver (
  tenant text not null,
  test_id text not null,
  waived_by text not null,
  authority text not null,
  reason text not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint service_test_waiver_pkey PRIMARY KEY (tenant, test_id),
  constraint service_test_waiver_reason_check CHECK ((length(TRIM(BOTH FROM reason)) > 0)),
  constraint service_test_waiver_tenant_test_id_fkey FOREIGN KEY (tenant, test_id) REFERENCES service_test(tenant, id)
);

create table service_version (
  tenant text not null,
  service_id uuid not null,
  version integer not null,
  body jsonb not null,
  changed_by text not null,
  order_id uuid,
  reason text not null,
  effective_at timestamp(3) with time zone not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint service_version_pkey PRIMARY KEY (tenant, service_id, version),
  constraint service_version_tenant_service_id_fkey FOREIGN KEY (tenant, service_id) REFERENCES service(tenant, id)
);

create table session (
  token_hash text not null,
  tenant text not null,
  account text not null,
  expires_at timestamp(3) with time zone not null,
  constraint session_pkey PRIMARY KEY (token_hash),
  constraint session_tenant_account_fkey FOREIGN KEY (tenant, account) REFERENCES account(tenant, account) ON DELETE CASCADE
);

create table shared_risk (
  tenant text not null,
  code text not null,
  kind text not null,
  name text not null,
  availability double precision not null,
  constraint shared_risk_pkey PRIMARY KEY (tenant, code),
  constraint shared_risk_availability_check CHECK (((availability >= (0)::double precision) AND (availability <= (1)::double precision))),
  constraint shared_risk_kind_check CHECK ((kind = ANY (ARRAY['duct'::text, 'entry'::text, 'riser'::text, 'power'::text, 'building'::text, 'card'::text, 'node'::text]))),
  constraint shared_risk_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table skill_record (
  tenant text not null,
  account text not null,
  skill text not null,
  evidence text not null,
  recorded_by text not null,
  recorded_at timestamp(3) with time zone not null,
  constraint skill_record_pkey PRIMARY KEY (tenant, account, skill),
  constraint skill_record_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table spare_change (
  tenant text not null,
  changed_at timestamp(3) with time zone not null,
  constraint spare_change_pkey PRIMARY KEY (tenant),
  constraint spare_change_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table subscription (
  tenant text not null,
  id uuid not null,
  account text not null,
  party text,
  callback text not null,
  query text,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint subscription_pkey PRIMARY KEY (tenant, id),
  constraint subscription_tenant_account_fkey FOREIGN KEY (tenant, account) REFERENCES account(tenant, account) ON DELETE CASCADE
);

create table supporting_resource (
  tenant text not null,
  service_id uuid not null,
  kind text not null,
  key text not null,
  role text not null,
  detail jsonb default '{}'::jsonb not null,
  from_at timestamp(3) with time zone not null,
  until_at timestamp(3) with time zone,
  constraint supporting_resource_pkey PRIMARY KEY (tenant, service_id, kind, key, from_at),
  constraint supporting_resource_tenant_service_id_fkey FOREIGN KEY (tenant, service_id) REFERENCES service(tenant, id)
);

create table surveillance_turn (
  tenant text not null,
  look bigint not null,
  looked_at timestamp with time zone not null,
  constraint surveillance_turn_pkey PRIMARY KEY (tenant),
  constraint surveillance_turn_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
);

create table task (
  tenant text collate "C" not null,
  plan_id text collate "C" not null,
  ordinal integer not null,
  key text collate "C" not null,
  version integer default 1 not null,
  kind text collate "C" not null,
  activity text not null,
  label text not null,
  input jsonb not null,
  input_hash text not null,
  owner_kind text not null,
  owner_ref text,
  undo_kind text,
  undoes integer,
  point_of_no_return jsonb,
  schedule jsonb,
  limit_key text collate "C",
  priority smallint default 0 not null,
  predecessors integer[] not null,
  successors integer[] not null,
  state text collate "C" not null,
  holds smallint default 0 not null,
  pending integer not null,
  rank timestamp(3) with time zone,
  not_before timestamp(3) with time zone,
  wake_at timestamp(3) with time zone,
  retry_at timestamp(3) with time zone,
  woken_by text,
  epoch bigint,
  attempt integer default 0 not null,
  failures integer default 0 not null,
  waiting_for text,
  waiting_reference text collate "C",
  signal jsonb,
  progress jsonb,
  output jsonb,
  error jsonb,
  resolution jsonb,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  retired_in integer,
  queued boolean generated always as (((state = 'ready'::text) AND (holds = 0))) stored not null,
  constraint task_pkey PRIMARY KEY (tenant, plan_id, ordinal),
  constraint task_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['system'::text, 'team'::text, 'partner'::text, 'customer'::text, 'person'::text]))),
  constraint task_pending_check CHECK ((pending >= 0)),
  constraint task_state_check CHECK ((state = ANY (ARRAY['blocked'::text, 'scheduled'::text, 'ready'::text, 'running'::text, 'stopping'::text, 'retrying'::text, 'waiting'::text, 'fallout'::text, 'completed'::text, 'skipped'::text, 'failed'::text, 'cancelled'::text, 'undoing'::text, 'undone'::text]))),
  constraint task_waiting_for_check CHECK ((waiting_for = ANY (ARRAY['date'::text, 'person'::text, 'partner'::text, 'device'::text, 'customer'::text, 'event'::text])))
) with (autovacuum_analyze_scale_factor=0.05, autovacuum_vacuum_cost_delay=0, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=500, fillfactor=50);

create table task_answer (
  tenant text collate "C" not null,
  reference text collate "C" not null,
  signal jsonb,
  delivered_at timestamp(3) with time zone,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint task_answer_pkey PRIMARY KEY (tenant, reference)
);

create table task_limit (
  tenant text collate "C" not null,
  limit_key text collate "C" not null,
  plan_id text collate "C" not null,
  ordinal integer not null,
  constraint task_limit_pkey PRIMARY KEY (tenant, limit_key)
) with (autovacuum_vacuum_scale_factor=0.02, fillfactor=70);

create table tenant (
  tenant text not null,
  name text not null,
  recorded_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint tenant_pkey PRIMARY KEY (tenant)
);

create table work_order (
  tenant text not null,
  id text not null,
  number text not null,
  kind text not null,
  name text not null,
  place text,
  skill text,
  team text,
  assignee text,
  assignment jsonb not null,
  state text not null,
  priority integer default 0 not null,
  calendar text not null,
  planned_start_date date,
  planned_finish_date date,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  task_reference text,
  order_reference text,
  activity text,
  subject jsonb default '{}'::jsonb not null,
  required_evidence text[] default '{}'::text[] not null,
  evidence jsonb default '{}'::jsonb not null,
  cause text,
  notes jsonb default '[]'::jsonb not null,
  created_at timestamp(3) with time zone not null,
  updated_at timestamp(3) with time zone not null,
  version integer default 1 not null,
  constraint work_order_pkey PRIMARY KEY (tenant, id),
  constraint work_order_tenant_number_key UNIQUE (tenant, number),
  constraint work_order_tenant_task_reference_key UNIQUE (tenant, task_reference),
  constraint work_order_check CHECK (((state <> ALL (ARRAY['assigned'::text, 'inProgress'::text])) OR (assignee IS NOT NULL))),
  constraint work_order_check1 CHECK (((state <> ALL (ARRAY['inProgress'::text, 'completed'::text])) OR (started_at IS NOT NULL))),
  constraint work_order_check2 CHECK (((state = 'completed'::text) <= (finished_at IS NOT NULL))),
  constraint work_order_check3 CHECK ((finished_at >= started_at)),
  constraint work_order_check4 CHECK ((planned_finish_date >= planned_start_date)),
  constraint work_order_state_check CHECK ((state = ANY (ARRAY['acknowledged'::text, 'assigned'::text, 'inProgress'::text, 'held'::text, 'completed'::text, 'cancelled'::text, 'rejected'::text])))
);

create table worker_absence (
  tenant text not null,
  account text not null,
  from_date date not null,
  until_date date not null,
  reason text not null,
  constraint worker_absence_pkey PRIMARY KEY (tenant, account, from_date),
  constraint worker_absence_check CHECK ((until_date > from_date))
);

CREATE INDEX allocation_hold_scope ON public.allocation_hold USING btree (tenant, pool, scope);

CREATE INDEX allocation_reservation_due ON public.allocation_reservation USING btree (hold_until, tenant) WHERE ((state = ANY (ARRAY['reserved'::text, 'waiting'::text])) AND (hold_until IS NOT NULL));

CREATE INDEX allocation_reservation_owner ON public.allocation_reservation USING btree (tenant, owner_kind, owner_id);

CREATE INDEX allocation_reservation_queue ON public.allocation_reservation USING btree (tenant, queue_order) WHERE (state = 'waiting'::text);

CREATE INDEX allocation_reservation_warning ON public.allocation_reservation USING btree (warn_at) WHERE ((state = 'reserved'::text) AND (warn_at IS NOT NULL));

CREATE INDEX allocation_use_change ON public.allocation_use USING btree (change);

CREATE INDEX allocation_use_scope ON public.allocation_use USING btree (tenant, pool, scope);

CREATE INDEX allocation_value_ageing ON public.allocation_value USING btree (free_at) WHERE (state = 'quarantined'::text);

CREATE INDEX allocation_value_free ON public.allocation_value USING btree (tenant, pool, scope, length, rank) WHERE (state = 'free'::text);

CREATE INDEX allocation_value_quarantine ON public.allocation_value USING btree (tenant, pool, scope, free_at) WHERE (state = 'quarantined'::text);

CREATE INDEX allocation_value_reservation ON public.allocation_value USING btree (tenant, reservation_id) WHERE (reservation_id IS NOT NULL);

CREATE INDEX audit_by_object ON public.audit_record USING btree (tenant, object_kind, object_id, "position");

CREATE UNIQUE INDEX billing_event_once ON public.billing_event USING btree (tenant, service_id, order_id, kind, COALESCE(customer, ''::text), COALESCE(amendment_id, '00000000-0000-0000-0000-000000000000'::uuid), (
CASE
    WHEN (kind = ANY (ARRAY['cancellation'::text, 'amendment'::text])) THEN COALESCE(currency, ''::text)
    ELSE ''::text
END), COALESCE(reference, ''::text));

CREATE INDEX cancel_service_order_by_order ON public.cancel_service_order USING btree (tenant, order_id, id);

CREATE INDEX capacity_augmentation_ordered ON public.capacity_augmentation USING btree (tenant, link) WHERE (state = 'ordered'::text);

CREATE UNIQUE INDEX capacity_augmentation_proposed ON public.capacity_augmentation USING btree (tenant, link) WHERE (state = 'proposed'::text);

CREATE INDEX capacity_augmentation_share_consumer ON public.capacity_augmentation_share USING btree (tenant, consumer_kind, consumer_id);

CREATE INDEX clock_alarm_due ON public.clock_alarm USING btree (at) WHERE (NOT fired);

CREATE INDEX configuration_monitor_open ON public.configuration_monitor USING btree (tenant, id) WHERE ((state = 'InProgress'::text) AND (kind = 'order'::text));

CREATE INDEX configuration_monitor_recent ON public.configuration_monitor USING btree (tenant, created_at DESC, id);

CREATE INDEX configuration_owner_service ON public.configuration_owner USING btree (tenant, service_id, device);

CREATE INDEX cpe_reading_serial ON public.cpe_reading USING btree (tenant, serial, read_at DESC);

CREATE INDEX delivery_pending ON public.delivery USING btree (tenant, subscription_id, aggregate_kind, aggregate_id, "position") WHERE (state = 'pending'::text);

CREATE INDEX device_queue_device ON public.device_queue USING btree (tenant, device, "position");

CREATE INDEX device_queue_due ON public.device_queue USING btree (next_try_at) WHERE (NOT blocked);

CREATE INDEX device_queue_service ON public.device_queue USING btree (tenant, service_id, device);

CREATE INDEX event_to_fan_out ON public.event USING btree ("position") WHERE (NOT fanned_out);

CREATE INDEX failed_object_open ON public.failed_object USING btree (tenant) WHERE (repaired_at IS NULL);

CREATE INDEX jeopardy_alert_due ON public.jeopardy_alert USING btree (next_step_at) WHERE ((next_step_at IS NOT NULL) AND (cleared_at IS NULL) AND (suspended_since IS NULL));

CREATE INDEX jeopardy_alert_of_order ON public.jeopardy_alert USING btree (tenant, order_reference, raised_at DESC);

CREATE UNIQUE INDEX jeopardy_alert_open ON public.jeopardy_alert USING btree (tenant, order_reference) WHERE (cleared_at IS NULL);

CREATE INDEX jeopardy_alert_worklist ON public.jeopardy_alert USING btree (tenant, level, forecast_date) WHERE (cleared_at IS NULL);

CREATE INDEX network_condition_in_time ON public.network_condition USING btree (tenant, since);

CREATE UNIQUE INDEX network_condition_open ON public.network_condition USING btree (tenant, name) WHERE (state <> 'cleared'::text);

CREATE INDEX network_transaction_journal_begun ON public.network_transaction_journal USING btree (tenant, device, recorded_at) WHERE (state = 'preparing'::text);

CREATE INDEX network_transaction_open ON public.network_transaction USING btree (runner_until) WHERE (ended_at IS NULL);

CREATE INDEX network_transaction_recent ON public.network_transaction USING btree (tenant, created_at DESC, id);

CREATE INDEX network_transaction_service ON public.network_transaction USING btree (tenant, service_id, created_at DESC, id);

CREATE INDEX outage_notice_of_recipient ON public.outage_notice USING btree (tenant, recipient, sent_at);

CREATE INDEX partner_charge_order ON public.partner_charge USING btree (tenant, partner_order, raised_at);

CREATE UNIQUE INDEX partner_order_ceased_once ON public.partner_order USING btree (tenant, ceases) WHERE ((action = 'cease'::text) AND (state <> ALL (ARRAY['rejected'::text, 'failed'::text, 'cancelled'::text])));

CREATE INDEX partner_order_desk ON public.partner_order USING btree (tenant, partner, state, expected_date);

CREATE INDEX partner_query_desk ON public.partner_query USING btree (tenant, partner, state, answer_by);

CREATE INDEX partner_query_due ON public.partner_query USING btree (answer_by) WHERE (state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text]));

CREATE INDEX plan_in_need ON public.plan USING btree (tenant, subject_kind, id) WHERE ((fallout > 0) OR (failed > 0));

CREATE INDEX plan_subject ON public.plan USING btree (subject_id, subject_kind, tenant);

CREATE INDEX planned_outage_in_time ON public.planned_outage USING btree (tenant, starts_at, ends_at) WHERE (state = ANY (ARRAY['announced'::text, 'inProgress'::text]));

CREATE INDEX planned_outage_of_order ON public.planned_outage USING btree (tenant, order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX planned_outage_of_task ON public.planned_outage USING btree (tenant, task_id) WHERE (task_id IS NOT NULL);

CREATE INDEX resource_query_due ON public.resource_query USING btree (answer_by) WHERE (state = ANY (ARRAY['acknowledged'::text, 'partial'::text]));

CREATE UNIQUE INDEX resource_query_open ON public.resource_query USING btree (tenant, design, place, rate_kbps, COALESCE(optic, ''::text), need_date) WHERE (state <> 'timedOut'::text);

CREATE INDEX reversed_configuration_item ON public.reversed_configuration USING btree (tenant, order_id, item_id);

CREATE INDEX reversed_configuration_open ON public.reversed_configuration USING btree (tenant, service_id) WHERE (made_again_at IS NULL);

CREATE INDEX service_by_order ON public.service USING btree (tenant, order_id);

CREATE INDEX service_by_parent ON public.service USING btree (tenant, parent_id);

CREATE INDEX service_design_comment_design ON public.service_design_comment USING btree (tenant, design, written_at);

CREATE INDEX service_design_demand_resource ON public.service_design_demand USING btree (tenant, kind, key);

CREATE INDEX service_design_opened ON public.service_design USING btree (tenant, opened_kind, opened_id);

CREATE INDEX service_design_version_requirement ON public.service_design_version USING btree (tenant, requirement_hash);

CREATE INDEX service_design_version_state ON public.service_design_version USING btree (tenant, state, updated_at);

CREATE INDEX service_order_activity_by_plan ON public.service_order_activity USING btree (tenant, plan_id, activity);

CREATE UNIQUE INDEX service_order_amendment_open ON public.service_order_amendment USING btree (tenant, order_id) WHERE (state = ANY (ARRAY['inProgress'::text, 'held'::text]));

CREATE INDEX service_order_by_plan ON public.service_order USING btree (tenant, plan_id);

CREATE INDEX service_order_by_state ON public.service_order USING btree (tenant, state, id);

CREATE UNIQUE INDEX service_order_issued_once ON public.service_order USING btree (tenant, client, external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX service_order_item_awaiting ON public.service_order_item USING btree (tenant, order_id, item_id) WHERE awaits_prerequisites;

CREATE INDEX service_order_item_awaits_spare ON public.service_order_item USING btree (tenant) WHERE (awaits_spare IS NOT NULL);

CREATE INDEX service_order_item_by_design ON public.service_order_item USING btree (tenant, design_id);

CREATE INDEX service_order_item_by_service ON public.service_order_item USING btree (tenant, service_id);

CREATE INDEX service_order_prerequisite_of ON public.service_order_prerequisite USING btree (tenant, on_order_id, on_item_id);

CREATE INDEX service_qualification_by_customer ON public.service_qualification USING btree (tenant, customer, created_at DESC, id DESC);

CREATE INDEX service_qualification_by_time ON public.service_qualification USING btree (tenant, created_at DESC, id DESC);

CREATE INDEX service_qualification_item_by_design ON public.service_qualification_item USING btree (tenant, design) WHERE (design IS NOT NULL);

CREATE INDEX service_qualification_stand_resource ON public.service_qualification_stand USING btree (tenant, kind, key);

CREATE INDEX service_test_service ON public.service_test USING btree (tenant, service_id, entry DESC);

CREATE INDEX supporting_resource_by_key ON public.supporting_resource USING btree (tenant, kind, key) WHERE (until_at IS NULL);

CREATE INDEX task_ready ON public.task USING btree (kind, rank) WHERE queued;

CREATE INDEX task_retry ON public.task USING btree (retry_at) WHERE (retry_at IS NOT NULL);

CREATE INDEX task_running ON public.task USING btree (epoch) WHERE (epoch IS NOT NULL);

CREATE INDEX task_waiting ON public.task USING btree (tenant, waiting_reference) WHERE (waiting_reference IS NOT NULL);

CREATE INDEX task_wake ON public.task USING btree (wake_at) WHERE (wake_at IS NOT NULL);

CREATE INDEX work_order_load ON public.work_order USING btree (tenant, assignee) WHERE (state = ANY (ARRAY['assigned'::text, 'inProgress'::text, 'held'::text]));

CREATE INDEX work_order_mine ON public.work_order USING btree (tenant, assignee, state, planned_start_date);

CREATE INDEX work_order_of_order ON public.work_order USING btree (tenant, order_reference);

CREATE INDEX work_order_queue ON public.work_order USING btree (tenant, team, state, planned_start_date);

create view allocation_line as
 SELECT allocation_value.tenant,
    allocation_value.reservation_id,
    allocation_value.line_key AS key,
        CASE
            WHEN (max(allocation_value.length) > 0) THEN 'blocks'::text
            ELSE 'values'::text
        END AS shape,
    allocation_value.pool,
    allocation_value.scope,
    allocation_value.state,
    array_agg(allocation_value.value ORDER BY allocation_value."position") AS "values",
    NULL::bigint AS amount
   FROM allocation_value
  WHERE (allocation_value.reservation_id IS NOT NULL)
  GROUP BY allocation_value.tenant, allocation_value.reservation_id, allocation_value.line_key, allocation_value.pool, allocation_value.scope, allocation_value.state
UNION ALL
 SELECT allocation_hold.tenant,
    allocation_hold.reservation_id,
    allocation_hold.line_key AS key,
    'quantities'::text AS shape,
    allocation_hold.pool,
    allocation_hold.scope,
    allocation_hold.state,
    NULL::text[] AS "values",
    allocation_hold.amount
   FROM allocation_hold;

create view due_instant as
 SELECT 'tasks'::text AS source,
    min(task.wake_at) AS at
   FROM task
  WHERE (task.state = ANY (ARRAY['scheduled'::text, 'waiting'::text]))
UNION ALL
 SELECT 'reservations'::text AS source,
    LEAST(( SELECT min(allocation_reservation.hold_until) AS min
           FROM allocation_reservation
          WHERE ((allocation_reservation.state = ANY (ARRAY['reserved'::text, 'waiting'::text])) AND (allocation_reservation.hold_until IS NOT NULL))), ( SELECT min(allocation_reservation.warn_at) AS min
           FROM allocation_reservation
          WHERE ((allocation_reservation.state = 'reserved'::text) AND (allocation_reservation.warn_at IS NOT NULL))), ( SELECT min(allocation_value.free_at) AS min
           FROM allocation_value
          WHERE (allocation_value.state = 'quarantined'::text))) AS at
UNION ALL
 SELECT 'prerequisites'::text AS source,
    ( SELECT domain_now() AS domain_now
           FROM (service_order_item i
             JOIN LATERAL ( SELECT bool_and((p.state = 'completed'::text)) AS met,
                    bool_or((p.state = ANY (ARRAY['failed'::text, 'partial'::text, 'cancelled'::text, 'rejected'::text]))) AS failed
                   FROM (service_order_prerequisite r
                     JOIN service_order_item p ON (((p.tenant = r.tenant) AND (p.order_id = r.on_order_id) AND (p.item_id = r.on_item_id))))
                  WHERE ((r.tenant = i.tenant) AND (r.order_id = i.order_id) AND (r.item_id = i.item_id))) all_of ON ((all_of.met OR all_of.failed)))
          WHERE i.awaits_prerequisites
         LIMIT 1) AS at
UNION ALL
 SELECT 'restorations'::text AS source,
    min(spare_change.changed_at) AS at
   FROM spare_change
UNION ALL
 SELECT 'partner queries'::text AS source,
    min(partner_query.answer_by) AS at
   FROM partner_query
  WHERE (partner_query.state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text]))
UNION ALL
 SELECT 'resource queries'::text AS source,
    min(resource_query.answer_by) AS at
   FROM resource_query
  WHERE (resource_query.state = ANY (ARRAY['acknowledged'::text, 'partial'::text]))
UNION ALL
 SELECT 'escalations'::text AS source,
    min(jeopardy_alert.next_step_at) AS at
   FROM jeopardy_alert
  WHERE ((jeopardy_alert.next_step_at IS NOT NULL) AND (jeopardy_alert.cleared_at IS NULL) AND (jeopardy_alert.suspended_since IS NULL))
UNION ALL
 SELECT 'alarms'::text AS source,
    min(clock_alarm.at) AS at
   FROM clock_alarm
  WHERE (NOT clock_alarm.fired);

create view work_under_way as
 SELECT 'ready task'::text AS what
  WHERE (EXISTS ( SELECT
           FROM task t
          WHERE (t.queued AND (NOT (EXISTS ( SELECT
                   FROM plan_pause b
                  WHERE ((b.tenant = t.tenant) AND ((((b.scope = 'everything'::text) AND (b.reference = ''::text)) OR ((b.scope = 'kind'::text) AND (b.reference = t.kind))) OR ((b.scope = 'limitKey'::text) AND (b.reference = COALESCE(t.limit_key, ''::text)))))))))))
UNION ALL
 SELECT 'running task'::text AS what
  WHERE (EXISTS ( SELECT
           FROM task
          WHERE (task.epoch IS NOT NULL)))
UNION ALL
 SELECT 'task to be tried again'::text AS what
  WHERE (EXISTS ( SELECT
           FROM task
          WHERE (task.retry_at IS NOT NULL)))
UNION ALL
 SELECT 'due task'::text AS what
  WHERE (EXISTS ( SELECT
           FROM task
          WHERE ((task.state = ANY (ARRAY['scheduled'::text, 'waiting'::text])) AND (task.wake_at <= ( SELECT domain_now() AS domain_now)))))
UNION ALL
 SELECT 'event to be told'::text AS what
  WHERE (EXISTS ( SELECT
           FROM event
          WHERE (NOT event.fanned_out)))
UNION ALL
 SELECT 'notification to be delivered'::text AS what
  WHERE (EXISTS ( SELECT
           FROM delivery
          WHERE ((delivery.state = 'pending'::text) AND (delivery.attempts < 5))));

CREATE TRIGGER allocation_hold_fixed BEFORE UPDATE ON public.allocation_hold FOR EACH ROW WHEN (((((((old.tenant IS DISTINCT FROM new.tenant) OR (old.pool IS DISTINCT FROM new.pool)) OR (old.scope IS DISTINCT FROM new.scope)) OR (old.amount IS DISTINCT FROM new.amount)) OR (old.use_from IS DISTINCT FROM new.use_from)) OR (old.use_to IS DISTINCT FROM new.use_to))) EXECUTE FUNCTION refuse_other_use();

CREATE TRIGGER allocation_hold_gone AFTER DELETE ON public.allocation_hold REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_allocation_use();

CREATE TRIGGER allocation_hold_made AFTER INSERT ON public.allocation_hold REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_allocation_use();

CREATE TRIGGER audit_record_is_final BEFORE DELETE OR UPDATE ON public.audit_record FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER service_design_version_content BEFORE UPDATE OF mode, requirement, requirement_hash, classification, alternatives, rejected, created_at ON public.service_design_version FOR EACH ROW EXECUTE FUNCTION keep_design_content();

CREATE TRIGGER service_design_version_kept BEFORE DELETE ON public.service_design_version FOR EACH ROW EXECUTE FUNCTION keep_design_content();

comment on column account.party is 'The partner or customer it acts for: it then sees only what concerns that party.';

comment on column allocation_pool.bookable_percent is 'How much of what is there may be promised; limits of allocation_capacity are after it.';

comment on column allocation_pool.record is 'The record as it was loaded; null where registrations made the pool.';

comment on column allocation_reservation.ruling is 'Which rules asked for it, with the facts that they looked at; null where nobody asked by rule.';

comment on column allocation_reservation.touches is 'Pool and scope of every line, joined by a space: what a release may open to whom.';

comment on column allocation_scope.low is 'Every integer from low to high has a row in allocation_value; beyond them only values that somebody asked for.';

comment on column allocation_use.change is 'The transaction that noted it or summed it up.';

comment on column allocation_value."position" is 'The integer, the first address, or the order of registration.';

comment on column allocation_value.class is 'What a registered member is, such as speed and optic of a port.';

comment on column allocation_value.length is 'Prefix length of a block; 0 for a value.';

comment on column allocation_value.rank is 'The order in which free rows are handed out.';

comment on column allocation_value.retiring is 'Withdrawn by the inventory while taken: becomes withdrawn, not free, when it is given back.';

comment on column augmentation.committed is 'Only a committed project counts as capacity; any other is what could be ordered.';

comment on column billing_event.customer is 'Whom the event is about; null where no customer was named, as in events of before.';

comment on column billing_event.reference is 'What the message is for where one order has several of its kind: the order to the partner.';

comment on column cancel_service_order.items is 'Ids of the items that are to be cancelled: the unfinished ones, all or those named.';

comment on column configuration_label_part.leaves is 'What the service owned on the device: path, combiner, value, and what stood there before the first owner.';

comment on column configuration_leaf.base is 'What stood there before the first owner; null: nothing. Restored when the last owner leaves.';

comment on column cpe_unit.leg is 'Which leg of its site it serves, from 0.';

comment on column cpe_unit.replaces is 'Serial of the unit in whose place it comes. While that one is installed, this one is on its way.';

comment on column device_access.dialect is 'Of a device that speaks NETCONF: root and namespace of its model, and the namespace of its path test; null: the usual.';

comment on column device_access.sealed_secret is 'AES-256-GCM: 12 bytes nonce, 16 bytes tag, ciphertext; bound to tenant and device.';

comment on column device_lease.until is 'Of the real clock: from then on a lease that is no transaction''s is free.';

comment on column device_queue.attempt is 'Names the transaction that delivers it: a crash between its end and that of the line delivers nothing twice.';

comment on column device_queue.blocked is 'The device answered and the change did not come about: a person decides, and nothing behind it is delivered.';

comment on column device_queue.on_drift is 'Configuration of the device that differs from the records stops the part, or is overwritten.';

comment on column device_queue.queued_at is 'A domain instant; next_try_at is one of the real clock.';

comment on column device_queue.transaction_id is 'The transaction of which it is a part; null where the device was known to have failed.';

comment on column domain_clock.at is 'The simulated instant; null while the clock is real.';

comment on column domain_clock.run_until is 'While set, a simulated clock steps to the next due instant whenever nothing is runnable, up to this instant.';

comment on column event.audience is 'Parties concerned: an account of a party hears only of events that name its party.';

comment on column event.transaction_id is 'A follower reads only what every running transaction has left behind (pg_snapshot_xmin), so it skips nothing.';

comment on column jeopardy_alert.next_step_at is 'When the next rung is due if nobody acknowledges; null at the top or once acknowledged.';

comment on column jeopardy_alert.suspended_since is 'While the customer holds the order nothing escalates.';

comment on column network_change.keys is 'Their keys; the parts of a key are joined by the unit separator (U+001F). Null where they are too many to tell.';

comment on column network_transaction.confirm_by is 'Earliest instant at which a device may take its unconfirmed commit back; set before the first commit.';

comment on column network_transaction.other_services is 'Services that the same transaction changes besides service_id, as a rollback does.';

comment on column network_transaction.runner is 'Incarnation of the process that works on it, until runner_until (real clock). Every journal entry checks it.';

comment on column network_transaction_device.images is 'Every touched place before and after; null until the device was read: nothing can have been changed then.';

comment on column network_transaction_device.ownership is 'Owners of the touched places once the transaction has completed.';

comment on column network_transaction_device.queued is 'What is queued for the device at the end of the transaction, where it could not be reached: a part for each service, in the order of delivery.';

comment on column order_forecast.committed_date is 'The first promise, never moved.';

comment on column order_forecast.current_committed_date is 'The promise with the working days added that the customer stopped the clock.';

comment on column partner_order.delivery_task is 'Opaque: who waits for the delivery.';

comment on column partner_order.expected_date is 'The date the partner now expects; starts as the commitment and moves with each change of date.';

comment on column partner_order.foc_date is 'Firm order commitment: the first date the partner promised, kept for ever.';

comment on column partner_order.foc_task is 'Opaque: who waits for the commitment.';

comment on column partner_order.termination is 'Minimum term and price of ending before it, as the offer said when ordered; null where it said nothing.';

comment on column partner_query.answer_by is 'From this domain instant on no answer counts.';

comment on column partner_query.correlation is 'What the asker asked for; one query for each offer and rate of it.';

comment on column partner_query.late_answer is 'An answer that came after the query was over: kept to be read, never used.';

comment on column party.class is 'How the customer is treated by rules that are data, such as gold or wholesale.';

comment on column party.contacts is 'Personal data stands here and nowhere else, so that it can be erased while records stand.';

comment on column place.party is 'The customer whose premises they are.';

comment on column plan.remaining is 'Tasks in no final state. The counters follow the tasks in the same transaction; the state is derived from them.';

comment on column planned_outage.task_id is 'The task that announced it and ends it when it is done; null where another step or a person does.';

comment on column reversed_configuration.due_at is 'A domain instant: not earlier.';

comment on column reversed_configuration.outcome is 'wanted: waits or is tried again. running: a try is out, or in doubt. failed: a person''s. again: is being made again. withdrawn: a further test or a waiver came first.';

comment on column service.cfs_status is 'SID cfsStatus: 0 billable, 3 operational not billable, 4 in test, 5 being deployed, 6 failed.';

comment on column service_design.delivered_by is 'The order that took the design up: what that order keeps is kept for this design.';

comment on column service_design_version.authors is 'Everyone who opened, composed, chose or submitted: none of them may approve.';

comment on column service_design_version.open_gates is 'What stops the approval of the chosen alternative until an authority waives it.';

comment on column service_design_version.written is 'Operational methods by site and quality objectives by site and parameter, in place of what the policies say. Moves until approval; carried to the next version.';

comment on column service_order.committed_date is 'The first promise, set once at acceptance by policy and kept for ever.';

comment on column service_order.expected_date is 'Today''s forecast.';

comment on column service_order.fell_out_at is 'When a task of it first became fallout, on the domain clock.';

comment on column service_order_amendment.accepts is 'The charges that its client agreed to, by item; the word "any" for whatever it costs.';

comment on column service_order_item.awaits_prerequisites is 'Its plan waits for what it relies on; whoever sees that this has ended tells the plan and takes the mark away.';

comment on column service_order_item.awaits_spare is 'Why the item of a restoration waits for capacity; null when it does not.';

comment on column service_order_item.given_up is 'Code, reason, who gave it up, and which charges were accepted; null for all others.';

comment on column service_order_item.more_reservations is 'What amendments reserved beside reservation_id.';

comment on column service_order_item.parent_item_id is 'The item of the same order that this one is embedded in.';

comment on column service_order_item.solution is 'The design alternative that is being delivered, as it was chosen.';

comment on column service_order_milestone.reached_on is 'The day of reached_at in the operator''s zone.';

comment on column service_qualification.effective_at is 'Domain time at which it was answered or given up.';

comment on column service_qualification.expected_at is 'By when the requester wants the answer.';

comment on column service_qualification.looks_again is 'Something that it stands on has changed, and it is about to be judged anew.';

comment on column service_qualification.reserve is 'The requester wants what is scarce kept with the answer.';

comment on column service_qualification_item.network_version is 'Version of the network that was searched.';

comment on column service_qualification_item.overtaken is 'Why the answer no longer holds, with what is true instead; the answer itself is never rewritten.';

comment on column service_qualification_item.service is 'The service as the requester wrote it (TMF645).';

comment on column service_test.entry is 'Order of recording: the last run of a service decides.';

comment on column service_test.interruption_allowed is 'Whether the run might load or interrupt the service.';

comment on column service_test.problem is 'Why a run that failed could not be made at all.';

comment on column service_test.purpose is 'Turn-up runs decide whether a service may be activated; runs on demand never do.';

comment on column service_test.rate_scale is 'What part of the ordered rates was configured and measured.';

comment on column service_test_measure.method is 'How the figure came about: stamp, icmpEcho, derived (no packet was sent), deviceState, device.';

comment on column task.epoch is 'The worker incarnation that runs the attempt.';

comment on column task.holds is 'Bits: 1 the task is paused, 2 its plan is.';

comment on column task.queued is 'Any node may claim it now, as far as its own row says.';

comment on column task.rank is 'Queue position (real clock): when it became ready, less one minute per step of priority.';

comment on column task.retired_in is 'The version of the plan that does not want this task any more; what it did is cancelled or taken back. Its key then ends in the last version that wanted it (key~version), so that the key is free for new work. Undo tasks of an amendment have it too.';

comment on column task.retry_at is 'Real instant at which a retrying task becomes ready.';

comment on column task.started_at is 'Domain instant of the first attempt; recorded_at is the real instant of the last change.';

comment on column task.successors is 'Ordinals of the tasks that wait for this one, kept on the row so that finishing a task needs no second table.';

comment on column task.wake_at is 'Domain instant at which a scheduled or waiting task becomes ready.';

comment on column work_order.assignment is 'Why it went to its assignee, or to nobody: a code with parameters and a sentence.';

comment on column work_order.order_reference is 'Opaque: for whom it is done.';

comment on column work_order.task_reference is 'Opaque: who waits for the work. One work order each.';

comment on function domain_now() is 'The domain clock''s present instant, to the millisecond.';

comment on table allocation_capacity is 'Capacity as a step function of time: the limit from starts_at until the next step; 0 before the first.';

comment on table allocation_hold is 'An amount taken from a capacity during [use_from, use_to).';

comment on table allocation_pool is 'A pool of service parameters, or of capacity. Its members are unique per scope.';

comment on table allocation_reservation is 'The one truth about a hold: rows of values and quantities only say whose they are. Locked before any of them.';

comment on table allocation_scope is 'The row to lock: parent of a quantity, root of blocks, edge of the values that have rows.';

comment on table allocation_use is 'Changes of what allocation_hold uses of a scope, kept by a trigger. Those that are past may stand at a later instant that is past too.';

comment on table allocation_value is 'One row for a value or a block. Leaves of a block pool partition its prefixes.';

comment on table audit_record is 'Who did what, when and why: written with the fact, never changed.';

comment on table billing_event is 'What billing is told, once for each start, change and stop of a service.';

comment on table capacity_augmentation is 'Modules for one core link. Proposed it is what could be ordered; ordered it has one resource order (TMF652) and counts as capacity from its ready date on.';

comment on table capacity_augmentation_share is 'Who needs an augmentation, and what of its cost falls on each: the shares of one augmentation are its cost.';

comment on table catalog_version is 'Rises with every load, so that a node knows when its memory of the catalogue is old.';

comment on table clock_alarm is 'Instants of the simulated clock at which an actor asked to be woken.';

comment on table configuration_label is 'A state of devices to which they can be rolled back, as the records had it. made_at is a domain instant, recorded_at one of the real clock, by which transactions since are known.';

comment on table configuration_leaf is 'A place on a device that at least one service owns.';

comment on table configuration_monitor is 'Where whoever asked for something asynchronous sees what became of it; the instants are domain instants.';

comment on table configuration_owner is 'What one service wants at one place; written only with the end of the transaction that put it there.';

comment on table cpe_bootstrap_refusal is 'Devices that asked to be configured and were refused, and why. The device is never told the reason.';

comment on table cpe_enrolment is 'Units that have booted and were matched. How they are managed stands in device_access; how they are read, here, with the secrets sealed.';

comment on table cpe_reading is 'What was read of a unit over SNMP, with what is wrong with it.';

comment on table cpe_voucher is 'The one-time secret with which a unit proves itself when it first boots. Only its digest is kept. Used: bound to the host key that it came with; spent: the unit is configured, nobody may use it again.';

comment on table delivery is 'One event for one listener. Within an aggregate the next goes out only after the last arrived.';

comment on table device_drift is 'Places at which a device was last found to differ from the records, with what stood there. Kept: a person let it stand, and it is not told while just that stands there.';

comment on table device_lease is 'Who has a device: the one transaction that it takes part in, until that has ended, however often its process dies; or something else, until an instant at the latest.';

comment on table device_pause is 'Devices on which nothing is to be changed until a person says so: a transaction that needs one is refused before any device is touched, and its task waits.';

comment on table device_queue is 'What services are to have on devices that could not be reached, delivered in the order of position, one transaction each, as soon as the device answers. While a device has a line here, every further change of it stands behind.';

comment on table domain_clock is 'The one domain clock: real time, or the simulated instant that all nodes share.';

comment on table event_stream is 'Last sequence within each aggregate; its row lock orders the writers of one aggregate.';

comment on table failed_object is 'What of the network has failed and is not repaired: its ports are taken and its links full, so that nothing is planned over them.';

comment on table idempotent_request is 'What a client asked under a key, so that asking again answers the same.';

comment on table jeopardy_alert is 'A predicted miss of an order''s committed date, from raising to clearing, with its ladder of escalation.';

comment on table link is 'Fibre between nodes, or between a node and a customer''s premises. Buildable fibre does not exist yet.';

comment on table network_change is 'The records that a load made new, changed or took away, for the last versions of each network.';

comment on table network_condition is 'A device or link that was found bad, the looks that found it so, and what was ordered because of it.';

comment on table network_transaction_journal is 'Every state of a transaction (device null) and of its devices, written before the step it names is taken.';

comment on table network_version is 'Rises with every change of a tenant''s network, in the transaction of the change; nodes that hold the network in memory follow it.';

comment on table number_series is 'Last short number per kind, for people to speak of.';

comment on table order_forecast is 'What was last said of an order''s completion. Its row lock orders all forecasts of one order.';

comment on table outage_notice is 'What each customer was told of an outage, and which alarms surveillance was told to expect.';

comment on table partner_charge is 'A charge the partner raised in flight; while a blocking one is neither accepted nor withdrawn its order is held.';

comment on table partner_order is 'An order to a partner at a frozen price, with the date it is committed to and the one now expected.';

comment on table partner_query is 'A question to a partner before an order: can you serve this place, at which price, by when.';

comment on table plan is 'A directed acyclic graph of tasks that belongs to one opaque subject. Its row lock serialises every change of its tasks.';

comment on table plan_pause is 'What may not be claimed: everything of a tenant, a kind of task, or a limit key. What runs is let finish.';

comment on table plan_version is 'Each amendment of a plan: who, when, why, and which tasks were kept, changed, added, repeated, replaced and removed. Version 1 is the plan as it was created.';

comment on table plan_worker is 'One row per incarnation of a worker, renewed from its own thread (real clock). Once ended it never lives again.';

comment on table planned_outage is 'A time in which services are interrupted by work that was announced. Alarms of its objects within that time are expected.';

comment on table port is 'What a port is. Who holds it is the ledger''s business, not the network''s.';

comment on table reference_record is 'Calendars, teams, CPE models, partners and offers, specifications, templates, rules, policies.';

comment on table resource_query is 'A question for ports at a point of presence, correlated to the design that asks. Answers that came late, twice or in excess are kept to be read, never used.';

comment on table reversed_configuration is 'Changes that did not pass their test and are taken back: what the item had configured is off its devices once that is completed, until it is made again; all that was allocated stays allocated.';

comment on table service is 'CFS and RFS. allocated (has its parameters), in service (tested) and active (billable) are three things.';

comment on table service_design is 'A design solution. Its row is the lock under which versions are added and moved.';

comment on table service_design_comment is 'Never deleted: settled when it is dealt with, and opened again when it was not.';

comment on table service_design_decision is 'Who approved or rejected a version, why, and which gates the approver took on.';

comment on table service_design_demand is 'Resources on which the chosen alternative of the current version stands: a port as node/port. Empty once it is rejected or superseded.';

comment on table service_design_version is 'One version of a design. Its content is never rewritten; only its choice and state move.';

comment on table service_level_objective is 'Parameters for Service Quality Management (SID ServiceLevelObjective, TMF657). The threshold warns before the target is missed.';

comment on table service_order_activity is 'Which activities of a plan serve which item: an item is completed when all of its activities are.';

comment on table service_order_amendment is 'What a client asked to be changed of an order under way, and what came of it for each item. At most one of an order is in progress or held; the others stand in line.';

comment on table service_order_prerequisite is 'Dependencies between items (TMF641 relationship type dependency), resolved to items.';

comment on table service_order_version is 'An order as it was asked, version by version: who changed what, when. Written when it is first changed; the first version is the order as it was accepted.';

comment on table service_qualification is 'A pre-order question. Its row is the lock under which it and its items move.';

comment on table service_qualification_item is 'One service that is asked for, with the answer, what it was searched on, and what followed from it.';

comment on table service_qualification_stand is 'Resources on which the first options of an answer stand: a port as node/port.';

comment on table service_test_measure is 'One case of a run: measured and predicted beside the threshold, in the unit named.';

comment on table service_test_waiver is 'Somebody with authority lets a service go on in spite of one run that did not pass.';

comment on table service_version is 'Every version of every service: what it was, who changed it, by which order and why.';

comment on table session is 'Bearer tokens, kept as SHA-256 only. Expiry is in real time.';

comment on table shared_risk is 'Whatever takes down everything that runs through it (RFC 4202, 2.3).';

comment on table skill_record is 'Training that was evidenced. Never deleted: who recorded it answers for it.';

comment on table spare_change is 'That capacity became free since waiting restorations were last planned.';

comment on table supporting_resource is 'Which resources a service stands on, and from when until when.';

comment on table surveillance_turn is 'The last look at a network, by real time: of several nodes one looks at a time.';

comment on table task is 'One step of a plan. Its id is its plan''s id and its ordinal; its key is unique in its plan, which the plan''s lock guards, not an index, because every index is written again at every change of state.';

comment on table task_answer is 'Meeting point of a wait and its answer by reference: whoever comes second finds the other, so neither order is lost.';

comment on table task_limit is 'Which running task holds a limit key. The primary key makes two holders impossible.';

comment on table tenant is 'An operator that runs on this system. Nothing crosses from one to another.';

comment on table work_order is 'A piece of work for people (TMF697): who does what where, and what proves that it was done.';

comment on table worker_absence is 'Days on which someone takes no work: [from_date, until_date).';
