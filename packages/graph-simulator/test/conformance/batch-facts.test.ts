/** Facts about batches that no other test holds. */
import { expect, it } from 'vitest';
import { startSimulator } from '../../src/index.ts';
import { expectGraphResponse } from '../helpers/expect-graph-response.ts';
import { requireRecord } from '../helpers/sign-in.ts';

it('a member of a batch can be refused with an error whose code is empty', async () => {
  await using simulator = await startSimulator();
  const user = 'adele@contoso.example';
  const { accessToken } = await simulator.control.token({ user });
  await simulator.control.setFaults({
    rules: [
      {
        match: { path: '/v1.0/me/calendars' },
        action: { type: 'status', status: 403, code: '', message: '' },
      },
    ],
  });
  const response = await fetch(`${simulator.url}/v1.0/$batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      requests: ['/me', '/me/calendars'].map((url, index) => ({ id: `${index}`, method: 'GET', url })),
    }),
  });
  expect(response.status).toBe(200);
  const { responses } = requireRecord(await response.json());
  const members = Array.isArray(responses) ? responses.map(requireRecord) : [];
  const refused = members.find(({ id }) => id === '1');
  expect(refused).toMatchObject({ status: 403, body: { error: { code: '' } } });
  expectGraphResponse('/me/calendars', 'get', 403, refused?.['body']);
  expect(members.find(({ id }) => id === '0')).toMatchObject({ status: 200 });
});
