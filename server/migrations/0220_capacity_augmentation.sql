-- More capacity for core links, proposed for designs that are short, ordered once and shared by all who need it.
create table capacity_augmentation (
  tenant text not null references tenant,
  id text not null,
  number text not null,
  state text not null check (state in ('proposed', 'ordered', 'completed', 'cancelled')),
  link text not null,
  modules jsonb not null,
  adds_kbps bigint not null check (adds_kbps > 0),
  cost_minor bigint not null check (cost_minor >= 0),
  working_days integer not null check (working_days >= 0),
  revocable_working_days integer not null check (revocable_working_days >= 0),
  ready_date date not null,
  point_of_no_return date,
  certified_gap_percent double precision not null,
  cancellation_offered timestamptz(3),
  resource_order_id text,
  ordered_date date,
  completed_date date,
  updated_at timestamptz(3) not null,
  primary key (tenant, id),
  unique (tenant, resource_order_id),
  check ((resource_order_id is null) = (ordered_date is null)),
  check (state not in ('ordered', 'completed') or ordered_date is not null),
  check ((state = 'completed') = (completed_date is not null))
);
comment on table capacity_augmentation is 'Modules for one core link. Proposed it is what could be ordered; ordered it has one resource order (TMF652) and counts as capacity from its ready date on.';
create unique index capacity_augmentation_proposed on capacity_augmentation (tenant, link) where state = 'proposed';
create index capacity_augmentation_ordered on capacity_augmentation (tenant, link) where state = 'ordered';

create table capacity_augmentation_share (
  tenant text not null,
  augmentation text not null,
  consumer_kind text not null check (consumer_kind in ('serviceDesign', 'capacityProcess')),
  consumer_id text not null,
  position integer not null,
  need_date date not null,
  demands jsonb not null,
  link_kbps bigint not null check (link_kbps > 0),
  share_minor bigint not null check (share_minor >= 0),
  primary key (tenant, augmentation, consumer_kind, consumer_id),
  foreign key (tenant, augmentation) references capacity_augmentation
);
comment on table capacity_augmentation_share is 'Who needs an augmentation, and what of its cost falls on each: the shares of one augmentation are its cost.';
create index capacity_augmentation_share_consumer on capacity_augmentation_share (tenant, consumer_kind, consumer_id);
