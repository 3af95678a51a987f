import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packed = fileURLToPath(new URL('../page/', import.meta.url));
const inCheckout = fileURLToPath(new URL('../../web/dist/', import.meta.url));

/** The built page: packed with the server, or where a checkout builds it. It need not be there yet. */
export const pageFolder = existsSync(packed) ? packed : inCheckout;
