import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const PROXIED = ['/api', '/problems', '/health'];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  // The server puts a nonce of its own into each answer: packages/server/src/api.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    // Data URLs would need a wider Content-Security-Policy than the page has.
    assetsInlineLimit: 0,
    manifest: true,
    // Held by what a page costs at first (build/first-load.ts), not by the size of a file.
    chunkSizeWarningLimit: 1000,
    sourcemap: false,
  },
  server: {
    port: 5173,
    // `npm run dev:page` beside `npm start`, with FRONTEND_URL=http://localhost:5173.
    proxy: Object.fromEntries(PROXIED.map((path) => [path, 'http://localhost:3000'])),
  },
});
