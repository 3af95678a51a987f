import { describe, expect, it } from 'vitest';

import { pushReach } from '../src/notifications/push-reach.ts';

const graphUrl = 'https://graph.microsoft.com';

describe('push', () => {
  it('reaches a public https address, below a path too', () => {
    expect(pushReach({ apiUrl: 'https://cal.contoso.com', graphUrl })).toEqual({
      mode: 'push',
      notificationUrl: 'https://cal.contoso.com/api/webhooks/microsoft/events',
    });
    expect(pushReach({ apiUrl: 'https://contoso.com:8443/cal/', graphUrl })).toEqual({
      mode: 'push',
      notificationUrl: 'https://contoso.com:8443/cal/api/webhooks/microsoft/events',
    });
    expect(pushReach({ apiUrl: 'https://93.184.216.34', graphUrl }).mode).toBe('push');
  });

  it.each([
    'http://cal.contoso.com',
    'https://localhost:3000',
    'https://127.0.0.1',
    'https://10.1.2.3',
    'https://172.20.0.1',
    'https://192.168.1.10',
    'https://100.64.0.9',
    'https://169.254.1.1',
    'https://[::1]:3000',
    'https://[fd00::1]',
    'https://calmirror',
    'https://calmirror.internal',
    'https://nas.local.',
  ])('does not reach %s, and says so in a sentence', (apiUrl) => {
    const reach = pushReach({ apiUrl, graphUrl });
    expect(reach.mode).toBe('poll');
    expect(reach.mode === 'poll' && reach.reason).toMatch(
      /^API_URL is .*\bset API_URL to .*\. Calendars are polled instead\.$/i,
    );
  });

  it('of the simulator on this machine reaches plain http on loopback', () => {
    const simulator = 'http://127.0.0.1:4010';
    expect(pushReach({ apiUrl: 'http://localhost:3000', graphUrl: simulator }).mode).toBe('push');
    expect(pushReach({ apiUrl: 'http://cal.contoso.com', graphUrl: simulator }).mode).toBe('poll');
  });
});
