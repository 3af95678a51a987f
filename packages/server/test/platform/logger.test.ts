import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createLogger, scrubText } from '../../src/platform/logger.ts';

function written(log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  log(createLogger({ level: 'trace', destination: { write: (line: string) => lines.push(line) } }));
  return lines.join('');
}

const secretNames = [
  'token',
  'accessToken',
  'refresh_token',
  'client_secret',
  'authorization',
  'Cookie',
  'set-cookie',
  'password',
  'clientState',
  'code',
  'code_verifier',
  'privateKey',
  'ENCRYPTION_KEY',
];

describe('the log', () => {
  it('holds no value under a tell-tale name, at any depth', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...secretNames),
        fc.array(fc.constantFrom('a', 'list', 'inner'), { maxLength: 4 }),
        (name, path) => {
          let fields: Record<string, unknown> = { [name]: 'value-nobody-may-see' };
          for (const step of path) fields = { [step]: step === 'list' ? [fields] : fields };
          const line = written((logger) => {
            logger.child({ bound: fields }).info(fields, 'something happened');
          });
          expect(line).not.toContain('value-nobody-may-see');
          expect(line).toContain('something happened');
        },
      ),
    );
  });

  it('keeps what says what happened', () => {
    const line = written((logger) => logger.info({ connectionId: 'c1', tokens: 3, statusCode: 200 }, 'done'));
    expect(JSON.parse(line)).toMatchObject({ level: 'info', connectionId: 'c1', tokens: 3, statusCode: 200 });
  });

  it('describes an error and its causes, without what they carry', () => {
    const cause = Object.assign(new Error('refused'), {
      code: 'ECONNREFUSED',
      response: { body: 'private' },
    });
    const line = written((logger) => logger.error({ err: new Error('it broke', { cause }) }, 'a job failed'));
    expect(JSON.parse(line)).toMatchObject({
      err: { type: 'Error', message: 'it broke', cause: { message: 'refused', code: 'ECONNREFUSED' } },
    });
    expect(line).not.toContain('private');
  });

  it('takes credentials out of texts', () => {
    const texts = [
      'GET /callback?code=0.AbCdEf-123&state=xyz failed',
      'authorization: Bearer abcdefghijklmnop',
      'token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl was refused',
      'postgres://calmirror:s3cretpassword@localhost/calmirror',
    ];
    const line = written((logger) => {
      for (const text of texts) logger.warn(text);
      logger.error({ err: new Error(texts[0]) });
    });
    for (const secret of ['0.AbCdEf-123', 'xyz', 'abcdefghijklmnop', 'eyJzdWIiOiIxIn0', 's3cretpassword']) {
      expect(line).not.toContain(secret);
    }
    expect(line).toContain('postgres://calmirror:[redacted]@localhost/calmirror');
  });

  it('leaves ordinary texts and the JSON around them alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const line = written((logger) => logger.info({ text }));
        const parsed: unknown = JSON.parse(line);
        expect(parsed).toHaveProperty('text', scrubText(text));
      }),
    );
  });
});
