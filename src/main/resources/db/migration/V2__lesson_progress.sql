-- Which session a learner has for a lesson. The learner is the SHA-256 of a secret that only their browser keeps.
create table lesson_progress (
  learner bytea not null,
  lesson varchar(64) not null,
  session_id varchar(32) not null,
  started_at timestamp with time zone not null,
  done_at timestamp with time zone,
  primary key (learner, lesson)
);

create index lesson_progress_session on lesson_progress (session_id);
