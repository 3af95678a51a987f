import { fileURLToPath } from 'node:url';

/** The numbered SQL files, beside src/ and dist/ alike. */
export const migrationsFolder = fileURLToPath(new URL('../migrations/', import.meta.url));
