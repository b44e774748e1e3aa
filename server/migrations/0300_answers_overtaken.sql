-- Answers are told when they no longer hold: what each stands on, and what has overtaken it. Whoever asks may have what
-- is scarce kept at once.
alter table service_qualification add column reserve boolean not null default false;
alter table service_qualification add column looks_again boolean not null default false;
comment on column service_qualification.reserve is 'The requester wants what is scarce kept with the answer.';
comment on column service_qualification.looks_again is 'Something that it stands on has changed, and it is about to be judged anew.';

alter table service_qualification_item add column overtaken jsonb not null default '[]';
comment on column service_qualification_item.overtaken is 'Why the answer no longer holds, with what is true instead; the answer itself is never rewritten.';

create table service_qualification_stand (
  tenant text not null,
  qualification text not null,
  item text not null,
  kind text not null check (kind in ('port', 'link', 'node', 'partnerOffer')),
  key text not null,
  primary key (tenant, qualification, item, kind, key),
  foreign key (tenant, qualification, item) references service_qualification_item
);
comment on table service_qualification_stand is 'Resources on which the first options of an answer stand: a port as node/port.';
create index service_qualification_stand_resource on service_qualification_stand (tenant, kind, key);
