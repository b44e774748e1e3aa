-- The schema after all migrations. Written by `npm run schema`; do not edit.

create sequence allocation_queue_order as bigint start 1 increment 1;

CREATE OR REPLACE FUNCTION public.domain_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
AS $function$
  select coalesce((select at from domain_clock), date_trunc('milliseconds', clock_timestamp()))
$function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'records of % are never changed or removed', tg_table_name;
end
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
  constraint allocation_hold_pkey PRIMARY KEY (tenant, pool, scope, reservation_id, line_key),
  constraint allocation_hold_amount_check CHECK ((amount > 0)),
  constraint allocation_hold_check CHECK (((use_to IS NULL) OR (use_to > use_from))),
  constraint allocation_hold_state_check CHECK ((state = ANY (ARRAY['reserved'::text, 'allocated'::text]))),
  constraint allocation_hold_tenant_pool_scope_fkey FOREIGN KEY (tenant, pool, scope) REFERENCES allocation_scope(tenant, pool, scope)
);

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
  constraint allocation_pool_pkey PRIMARY KEY (tenant, code),
  constraint allocation_pool_address_bits_check CHECK ((address_bits = ANY (ARRAY[32, 128]))),
  constraint allocation_pool_quarantine_days_check CHECK ((quarantine_days >= 0)),
  constraint allocation_pool_scope_check CHECK ((scope = ANY (ARRAY['tenant'::text, 'port'::text, 'node'::text, 'any'::text]))),
  constraint allocation_pool_shape_check CHECK ((shape = ANY (ARRAY['values'::text, 'blocks'::text, 'quantities'::text]))),
  constraint allocation_pool_source_check CHECK ((source = ANY (ARRAY['computed'::text, 'registered'::text]))),
  constraint allocation_pool_strategy_check CHECK ((strategy = ANY (ARRAY['lowest'::text, 'next'::text])))
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
  constraint allocation_reservation_pkey PRIMARY KEY (tenant, id),
  constraint allocation_reservation_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'reserved'::text, 'confirmed'::text, 'allocated'::text, 'released'::text, 'expired'::text])))
);

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
  constraint allocation_value_pkey PRIMARY KEY (tenant, pool, scope, value),
  constraint allocation_value_check CHECK (((state = ANY (ARRAY['reserved'::text, 'allocated'::text])) = (reservation_id IS NOT NULL))),
  constraint allocation_value_check1 CHECK (((state = 'quarantined'::text) = (free_at IS NOT NULL))),
  constraint allocation_value_state_check CHECK ((state = ANY (ARRAY['free'::text, 'reserved'::text, 'allocated'::text, 'quarantined'::text, 'withdrawn'::text]))),
  constraint allocation_value_tenant_pool_scope_fkey FOREIGN KEY (tenant, pool, scope) REFERENCES allocation_scope(tenant, pool, scope)
);

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
  at timestamp(3) with time zone not null,
  reference text not null,
  fired boolean default false not null,
  constraint clock_alarm_pkey PRIMARY KEY (tenant, id)
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
  constraint cpe_unit_pkey PRIMARY KEY (tenant, serial),
  constraint cpe_unit_state_check CHECK ((state = ANY (ARRAY['inStock'::text, 'assigned'::text, 'installed'::text, 'failed'::text, 'returned'::text]))),
  constraint cpe_unit_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
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

create table number_series (
  tenant text not null,
  kind text not null,
  last bigint not null,
  constraint number_series_pkey PRIMARY KEY (tenant, kind)
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
  constraint partner_query_tenant_correlation_offer_key UNIQUE (tenant, correlation, offer),
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
  constraint party_pkey PRIMARY KEY (tenant, code),
  constraint party_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'partner'::text, 'internal'::text]))),
  constraint party_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenant(tenant)
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

create table plan_worker (
  epoch bigint generated always as identity not null,
  node text not null,
  started_at timestamp(3) with time zone default clock_timestamp() not null,
  expires_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  constraint plan_worker_pkey PRIMARY KEY (epoch)
) with (fillfactor=50);

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
  constraint task_pkey PRIMARY KEY (tenant, plan_id, ordinal),
  constraint task_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['system'::text, 'team'::text, 'partner'::text, 'customer'::text, 'person'::text]))),
  constraint task_pending_check CHECK ((pending >= 0)),
  constraint task_state_check CHECK ((state = ANY (ARRAY['blocked'::text, 'scheduled'::text, 'ready'::text, 'running'::text, 'stopping'::text, 'retrying'::text, 'waiting'::text, 'fallout'::text, 'completed'::text, 'skipped'::text, 'failed'::text, 'cancelled'::text, 'undoing'::text, 'undone'::text]))),
  constraint task_waiting_for_check CHECK ((waiting_for = ANY (ARRAY['date'::text, 'person'::text, 'partner'::text, 'device'::text, 'customer'::text, 'event'::text])))
) with (autovacuum_analyze_scale_factor=0.05, autovacuum_vacuum_cost_delay=0, autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=500, fillfactor=70);

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

CREATE INDEX allocation_hold_reservation ON public.allocation_hold USING btree (tenant, reservation_id);

CREATE INDEX allocation_reservation_due ON public.allocation_reservation USING btree (hold_until, tenant) WHERE ((state = ANY (ARRAY['reserved'::text, 'waiting'::text])) AND (hold_until IS NOT NULL));

CREATE INDEX allocation_reservation_owner ON public.allocation_reservation USING btree (tenant, owner_kind, owner_id);

CREATE INDEX allocation_reservation_queue ON public.allocation_reservation USING btree (tenant, queue_order) WHERE (state = 'waiting'::text);

CREATE INDEX allocation_reservation_warning ON public.allocation_reservation USING btree (warn_at) WHERE ((state = 'reserved'::text) AND (warn_at IS NOT NULL));

CREATE INDEX allocation_value_ageing ON public.allocation_value USING btree (free_at) WHERE (state = 'quarantined'::text);

CREATE INDEX allocation_value_free ON public.allocation_value USING btree (tenant, pool, scope, length, rank) WHERE (state = 'free'::text);

CREATE INDEX allocation_value_quarantine ON public.allocation_value USING btree (tenant, pool, scope, free_at) WHERE (state = 'quarantined'::text);

CREATE INDEX allocation_value_reservation ON public.allocation_value USING btree (tenant, reservation_id) WHERE (reservation_id IS NOT NULL);

CREATE INDEX audit_by_object ON public.audit_record USING btree (tenant, object_kind, object_id, "position");

CREATE INDEX clock_alarm_due ON public.clock_alarm USING btree (at) WHERE (NOT fired);

CREATE INDEX delivery_pending ON public.delivery USING btree (tenant, subscription_id, aggregate_kind, aggregate_id, "position") WHERE (state = 'pending'::text);

CREATE INDEX event_to_fan_out ON public.event USING btree ("position") WHERE (NOT fanned_out);

CREATE INDEX partner_charge_order ON public.partner_charge USING btree (tenant, partner_order, raised_at);

CREATE UNIQUE INDEX partner_order_ceased_once ON public.partner_order USING btree (tenant, ceases) WHERE ((action = 'cease'::text) AND (state <> ALL (ARRAY['rejected'::text, 'failed'::text, 'cancelled'::text])));

CREATE INDEX partner_order_desk ON public.partner_order USING btree (tenant, partner, state, expected_date);

CREATE INDEX partner_query_desk ON public.partner_query USING btree (tenant, partner, state, answer_by);

CREATE INDEX partner_query_due ON public.partner_query USING btree (answer_by) WHERE (state = ANY (ARRAY['acknowledged'::text, 'inProgress'::text]));

CREATE INDEX plan_fallout ON public.plan USING btree (tenant, id) WHERE (fallout > 0);

CREATE INDEX plan_subject ON public.plan USING btree (tenant, subject_kind, subject_id);

CREATE INDEX service_by_order ON public.service USING btree (tenant, order_id);

CREATE INDEX service_by_parent ON public.service USING btree (tenant, parent_id);

CREATE INDEX supporting_resource_by_key ON public.supporting_resource USING btree (tenant, kind, key) WHERE (until_at IS NULL);

CREATE INDEX task_ready ON public.task USING btree (kind, rank) WHERE ((state = 'ready'::text) AND (holds = 0));

CREATE INDEX task_retry ON public.task USING btree (retry_at) WHERE (state = 'retrying'::text);

CREATE INDEX task_running ON public.task USING btree (epoch) WHERE (state = ANY (ARRAY['running'::text, 'stopping'::text]));

CREATE INDEX task_waiting ON public.task USING btree (tenant, waiting_reference) WHERE ((state = 'waiting'::text) AND (waiting_reference IS NOT NULL));

CREATE INDEX task_wake ON public.task USING btree (wake_at) WHERE ((state = ANY (ARRAY['scheduled'::text, 'waiting'::text])) AND (wake_at IS NOT NULL));

CREATE TRIGGER audit_record_is_final BEFORE DELETE OR UPDATE ON public.audit_record FOR EACH ROW EXECUTE FUNCTION refuse_change();

comment on column account.party is 'The partner or customer it acts for: it then sees only what concerns that party.';

comment on column allocation_reservation.touches is 'Pool and scope of every line, joined by a space: what a release may open to whom.';

comment on column allocation_scope.low is 'Every integer from low to high has a row in allocation_value; beyond them only values that somebody asked for.';

comment on column allocation_value."position" is 'The integer, the first address, or the order of registration.';

comment on column allocation_value.length is 'Prefix length of a block; 0 for a value.';

comment on column allocation_value.rank is 'The order in which free rows are handed out.';

comment on column allocation_value.retiring is 'Withdrawn by the inventory while taken: becomes withdrawn, not free, when it is given back.';

comment on column domain_clock.at is 'The simulated instant; null while the clock is real.';

comment on column domain_clock.run_until is 'While set, a simulated clock steps to the next due instant whenever nothing is runnable, up to this instant.';

comment on column event.audience is 'Parties concerned: an account of a party hears only of events that name its party.';

comment on column event.transaction_id is 'A follower reads only what every running transaction has left behind (pg_snapshot_xmin), so it skips nothing.';

comment on column partner_order.delivery_task is 'Opaque: who waits for the delivery.';

comment on column partner_order.expected_date is 'The date the partner now expects; starts as the commitment and moves with each change of date.';

comment on column partner_order.foc_date is 'Firm order commitment: the first date the partner promised, kept for ever.';

comment on column partner_order.foc_task is 'Opaque: who waits for the commitment.';

comment on column partner_query.answer_by is 'From this domain instant on no answer counts.';

comment on column partner_query.correlation is 'What the asker asked for; one query for each offer of it.';

comment on column partner_query.late_answer is 'An answer that came after the query was over: kept to be read, never used.';

comment on column party.contacts is 'Personal data stands here and nowhere else, so that it can be erased while records stand.';

comment on column plan.remaining is 'Tasks in no final state. The counters follow the tasks in the same transaction; the state is derived from them.';

comment on column service.cfs_status is 'SID cfsStatus: 0 billable, 3 operational not billable, 4 in test, 5 being deployed, 6 failed.';

comment on column task.epoch is 'The worker incarnation that runs the attempt.';

comment on column task.holds is 'Bits: 1 the task is paused, 2 its plan is.';

comment on column task.rank is 'Queue position (real clock): when it became ready, less one minute per step of priority.';

comment on column task.retry_at is 'Real instant at which a retrying task becomes ready.';

comment on column task.started_at is 'Domain instant of the first attempt; recorded_at is the real instant of the last change.';

comment on column task.successors is 'Ordinals of the tasks that wait for this one, kept on the row so that finishing a task needs no second table.';

comment on column task.wake_at is 'Domain instant at which a scheduled or waiting task becomes ready.';

comment on function domain_now() is 'The domain clock''s present instant, to the millisecond.';

comment on table allocation_capacity is 'Capacity as a step function of time: the limit from starts_at until the next step; 0 before the first.';

comment on table allocation_hold is 'An amount taken from a capacity during [use_from, use_to).';

comment on table allocation_pool is 'A pool of service parameters, or of capacity. Its members are unique per scope.';

comment on table allocation_reservation is 'The one truth about a hold: rows of values and quantities only say whose they are. Locked before any of them.';

comment on table allocation_scope is 'The row to lock: parent of a quantity, root of blocks, edge of the values that have rows.';

comment on table allocation_value is 'One row for a value or a block. Leaves of a block pool partition its prefixes.';

comment on table audit_record is 'Who did what, when and why: written with the fact, never changed.';

comment on table catalog_version is 'Rises with every load, so that a node knows when its memory of the catalogue is old.';

comment on table clock_alarm is 'Instants of the simulated clock at which an actor asked to be woken.';

comment on table delivery is 'One event for one listener. Within an aggregate the next goes out only after the last arrived.';

comment on table domain_clock is 'The one domain clock: real time, or the simulated instant that all nodes share.';

comment on table event_stream is 'Last sequence within each aggregate; its row lock orders the writers of one aggregate.';

comment on table idempotent_request is 'What a client asked under a key, so that asking again answers the same.';

comment on table number_series is 'Last short number per kind, for people to speak of.';

comment on table partner_charge is 'A charge the partner raised in flight; while a blocking one is neither accepted nor withdrawn its order is held.';

comment on table partner_order is 'An order to a partner at a frozen price, with the date it is committed to and the one now expected.';

comment on table partner_query is 'A question to a partner before an order: can you serve this place, at which price, by when.';

comment on table plan is 'A directed acyclic graph of tasks that belongs to one opaque subject. Its row lock serialises every change of its tasks.';

comment on table plan_pause is 'What may not be claimed: everything of a tenant, a kind of task, or a limit key. What runs is let finish.';

comment on table plan_worker is 'One row per incarnation of a worker, renewed from its own thread (real clock). Once ended it never lives again.';

comment on table reference_record is 'Calendars, teams, CPE models, partners and offers, specifications, templates, rules, policies.';

comment on table service is 'CFS and RFS. allocated (has its parameters), in service (tested) and active (billable) are three things.';

comment on table service_level_objective is 'Parameters for Service Quality Management (SID ServiceLevelObjective, TMF657). The threshold warns before the target is missed.';

comment on table service_version is 'Every version of every service: what it was, who changed it, by which order and why.';

comment on table session is 'Bearer tokens, kept as SHA-256 only. Expiry is in real time.';

comment on table supporting_resource is 'Which resources a service stands on, and from when until when.';

comment on table task is 'One step of a plan. Its id is its plan''s id and its ordinal; its key is unique in its plan, which the plan''s lock guards, not an index, because every index is written again at every change of state.';

comment on table task_answer is 'Meeting point of a wait and its answer by reference: whoever comes second finds the other, so neither order is lost.';

comment on table task_limit is 'Which running task holds a limit key. The primary key makes two holders impossible.';

comment on table tenant is 'An operator that runs on this system. Nothing crosses from one to another.';
