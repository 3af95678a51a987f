import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { pagePaths } from '@calmirror/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startApi } from './support/api-server.ts';
import type { ApiUnderTest } from './support/api-server.ts';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** As Vite leaves a page, small. */
const INDEX = `<!doctype html><html><head><meta property="csp-nonce" nonce="__CSP_NONCE__">
<script type="module" src="/assets/index-Dk3_x-9a.js" nonce="__CSP_NONCE__"></script></head><body></body></html>`;

interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

describe('the page of people', () => {
  let folder: string;
  let api: ApiUnderTest;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'page-'));
    await mkdir(path.join(folder, 'assets'));
    await writeFile(path.join(folder, 'index.html'), INDEX);
    await writeFile(path.join(folder, 'assets', 'index-Dk3_x-9a.js'), 'export {};\n');
    await writeFile(path.join(folder, 'assets', 'index-B1.css'), 'body{}\n');
    await writeFile(path.join(folder, 'assets', 'index-B1.css.gz'), gzipSync('body{}\n'));
    await writeFile(path.join(folder, 'assets', '.hidden.js'), 'secret');
    await writeFile(path.join(folder, 'secret.js'), 'secret');
    api = await startApi({ pageFolder: folder });
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const get = (address: string, headers: Record<string, string> = browser, method = 'GET') =>
    fetch(new URL(address, api.url), { headers, method, redirect: 'manual' });

  /** An address as it is, where fetch would tidy it. */
  function getRaw(address: string): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(api.url);
      const asked = httpRequest({ hostname, port, path: address, headers: browser }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('end', () => {
          const headers = new Headers({ 'content-type': answer.headers['content-type'] ?? '' });
          resolve({ status: answer.statusCode ?? 0, headers, text });
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  it('is there at each of its addresses, whatever follows them, and never kept', async () => {
    for (const address of Object.values(pagePaths)) {
      const answer = await get(`${address}?date=2026-11-22&q=%3Cscript%3E`);
      expect([address, answer.status]).toEqual([address, 200]);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).toContain('/assets/index-Dk3_x-9a.js');
      const head = await get(address, browser, 'HEAD');
      expect([head.status, await head.text()]).toEqual([200, '']);
    }
  });

  it('sends an asset compressed to who takes it so, and as it is to others', async () => {
    const pressed = await get('/assets/index-B1.css', { 'accept-encoding': 'gzip, br' });
    expect(pressed.headers.get('content-encoding')).toBe('gzip');
    expect(pressed.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(pressed.headers.get('vary')?.toLowerCase()).toContain('accept-encoding');
    expect(pressed.headers.get('cache-control')).toContain('immutable');
    expect(await pressed.text()).toBe('body{}\n');
    const plain = await get('/assets/index-B1.css', { 'accept-encoding': 'identity' });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'body{}\n']);
  });

  it('may load and run only what is its own, under one policy with a nonce of each answer', async () => {
    const nonces = new Set<string>();
    for (let times = 0; times < 3; times += 1) {
      const answer = await get('/agenda');
      const policy = answer.headers.get('content-security-policy') ?? '';
      const nonce = /style-src 'self' 'nonce-([\w-]{22})'/.exec(policy)?.[1] ?? '';
      expect(policy).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
          "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      const html = await answer.text();
      expect(html).not.toContain('__CSP_NONCE__');
      expect(html.match(/nonce="([\w-]+)"/g)).toEqual([`nonce="${nonce}"`, `nonce="${nonce}"`]);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('tells the browser to guess no types, to name it to nobody, and to lend it no devices', async () => {
    const { headers } = await get('/');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('permissions-policy')).toMatch(/camera=\(\).*geolocation=\(\)/);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).not.toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('keeps its assets for ever: their names change with what is in them', async () => {
    const script = await get('/assets/index-Dk3_x-9a.js', { accept: '*/*' });
    expect([script.status, await script.text()]).toEqual([200, 'export {};\n']);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toMatch(/^(text|application)\/javascript/);
    expect(script.headers.get('etag')).toBeNull();
    expect((await get('/assets/index-B1.css')).headers.get('content-type')).toMatch(/^text\/css/);
    expect((await get('/assets/index-B1.css', browser, 'HEAD')).status).toBe(200);
    const gone = await get('/assets/index-0ld.js');
    expect([gone.status, gone.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(gone.headers.get('content-type')).toContain('application/problem+json');
  });

  it('gives no other file, however it is written', async () => {
    const addresses = [
      '/assets/../secret.js',
      '/assets/..%2fsecret.js',
      '/assets/%2e%2e/secret.js',
      '/assets/%2e%2e%2fsecret.js',
      '/assets/..%5csecret.js',
      '/assets/.hidden.js',
      '/assets/%2ehidden.js',
      '/assets/index-B1.css%00.js',
      '/assets//etc/passwd',
      '/assets/',
      '/assets',
      '/secret.js',
      '/index.html',
      '/../../etc/passwd',
    ];
    for (const address of addresses) {
      const answer = await getRaw(address);
      expect([address, answer.status]).toEqual([address, 404]);
      expect(answer.text).not.toContain('secret\n');
      expect(answer.text).not.toMatch(/^secret|root:/);
    }
  });

  it('says itself that there is no such page, with status 404, to whoever asks for HTML', async () => {
    for (const address of ['/nothing', '/calendars/nothing', '/agenda/2026', '/apis']) {
      const answer = await get(address);
      expect([address, answer.status]).toEqual([address, 404]);
      expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(await answer.text()).toContain('/assets/index-Dk3_x-9a.js');
    }
  });

  it('stands in for nothing that programs ask, nor for a program that asks', async () => {
    for (const address of ['/api/nothing', '/api', '/problems/nothing', '/health/nothing', '/metrics/x']) {
      const answer = await get(address);
      expect([address, answer.status]).toEqual([address, 404]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    for (const accept of ['application/json', '*/*']) {
      for (const address of ['/', '/agenda', '/nothing']) {
        const answer = await get(address, { accept });
        expect([address, answer.status]).toEqual([address, 404]);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }
    }
    expect((await get('/agenda', browser, 'POST')).status).toBe(405);
    expect((await get('/nothing', browser, 'POST')).status).toBe(404);
    expect((await get('/api/docs/')).status).toBe(200);
    expect((await get('/problems/not_found')).status).toBe(200);
  });

  it('shows a new build without a restart, and says what to run while there is none', async () => {
    await writeFile(path.join(folder, 'index.html'), 'the new build');
    expect(await (await get('/')).text()).toBe('the new build');
    await rm(path.join(folder, 'index.html'));
    const none = await get('/');
    expect(none.status).toBe(503);
    expect(await none.text()).toContain('npm run build:page');
    await writeFile(path.join(folder, 'index.html'), INDEX);
  });
});
