-- Each language model has a calibration of its own, under `model:` and its name.
alter table calibration drop constraint calibration_scope_check;
alter table calibration add constraint calibration_scope_check
    check (scope in ('corpus', 'judged') or scope like 'model:_%');
