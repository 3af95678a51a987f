/** The row of `background_job` in which whoever works says that somebody does; written every few seconds. */
export const HEARTBEAT_ROW = 'tick';

/** After a pause like this, what Microsoft tried to tell may never be told again: all is asked for. */
export const PAUSE_MS = 15_000;
