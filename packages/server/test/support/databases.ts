import { fileURLToPath } from 'node:url';

/** The migrated database that every test database is a copy of. */
export const TEMPLATE = 'calmirror_template';

export const migrationsFolder = fileURLToPath(new URL('../../migrations/', import.meta.url));
