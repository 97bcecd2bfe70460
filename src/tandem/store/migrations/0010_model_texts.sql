-- When the texts of a request were deleted; null without texts means that none were kept.
alter table model_call add column deleted_at timestamptz;
create index model_call_kept on model_call (asked_at) where sent is not null or output is not null;
