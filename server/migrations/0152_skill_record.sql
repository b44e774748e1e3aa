-- Who has learnt what, with the evidence: beside the skills with which people were loaded.
create table skill_record (
  tenant text not null references tenant,
  account text not null,
  skill text not null,
  evidence text not null,
  recorded_by text not null,
  recorded_at timestamptz(3) not null,
  primary key (tenant, account, skill)
);
comment on table skill_record is 'Training that was evidenced. Never deleted: who recorded it answers for it.';
