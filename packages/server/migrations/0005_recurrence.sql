-- What a rule needs beside EXDATE to give what Microsoft delivered.
alter table calendar_event add column recurrence_additions text[];
