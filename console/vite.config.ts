import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that a console in development talks to. */
const api = process.env['TURNUP_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // The layout worker is a separate file that is loaded with the first plan; nothing else comes near this.
    chunkSizeWarningLimit: 1_700,
    // The content security policy allows no inlined files but images, and a separate file can be replaced.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/turnup': api, '/tmf-api': api } },
});
