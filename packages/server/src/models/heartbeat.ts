/** Rows of `background_job` in which processes say every few seconds that they are there. */
export const HEARTBEAT_ROW = 'tick';
/** Who listens for Microsoft. Whoever works may be there all the time while nothing that Microsoft tells arrives. */
export const DOOR_ROW = 'door';
export const heartbeatRows = [HEARTBEAT_ROW, DOOR_ROW] as const;
export type HeartbeatRow = (typeof heartbeatRows)[number];

/** After a pause like this, what Microsoft tried to tell may never be told again: all is asked for. */
export const PAUSE_MS = 15_000;
