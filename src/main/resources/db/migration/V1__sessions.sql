-- A session, and whoever holds the token whose SHA-256 is here may enter.
create table session (
  id varchar(32) primary key,
  token_hash bytea not null,
  created_at timestamp with time zone not null,
  used_at timestamp with time zone not null
);

create index session_used_at on session (used_at);

-- What became of its cluster, in order: one batch is the whole of it, those after it say what changed since.
create table session_batch (
  session_id varchar(32) not null,
  sequence bigint not null,
  data bytea not null,
  primary key (session_id, sequence)
);
