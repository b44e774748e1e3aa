-- Tests on demand beside turn-up (TMF653), by what means each figure was taken, and at which scale.
alter table service_test
  add column purpose text not null default 'turnUp' check (purpose in ('turnUp', 'adHoc')),
  add column state text not null default 'completed'
    check (state in ('acknowledged', 'inProgress', 'completed', 'cancelled', 'failed')),
  add column name text,
  add column description text,
  add column requested_by text,
  add column interruption_allowed boolean not null default false,
  add column rate_scale double precision not null default 1 check (rate_scale > 0 and rate_scale <= 1),
  add column problem text,
  add column started_at timestamptz(3),
  add column ended_at timestamptz(3),
  alter column verdict drop not null,
  add check ((state = 'completed') = (verdict is not null)),
  add check (purpose = 'adHoc' or state = 'completed');
comment on column service_test.purpose is 'Turn-up runs decide whether a service may be activated; runs on demand never do.';
comment on column service_test.interruption_allowed is 'Whether the run might load or interrupt the service.';
comment on column service_test.rate_scale is 'What part of the ordered rates was configured and measured.';
comment on column service_test.problem is 'Why a run that failed could not be made at all.';

alter table service_test_measure add column method text;
comment on column service_test_measure.method is 'How the figure came about: stamp, icmpEcho, derived (no packet was sent), deviceState, device.';
