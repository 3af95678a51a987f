import { describe, expect, it } from 'vitest';

import { whichMicrosoft } from '../src/which-microsoft.ts';

const real = { loginUrl: 'https://login.microsoftonline.com', graphUrl: 'https://graph.microsoft.com' };

describe('the banner of npm start', () => {
  it('says that it is the real Microsoft, and at which addresses', () => {
    expect(whichMicrosoft({ MICROSOFT_LOGIN_URL: ' ' }, real)).toBe(
      'the real one (login.microsoftonline.com, graph.microsoft.com)',
    );
  });

  it('does not call another address the real one', () => {
    const loginUrl = 'http://localhost:4010';
    expect(whichMicrosoft({ MICROSOFT_LOGIN_URL: loginUrl }, { ...real, loginUrl })).toBe(
      'sign-in at http://localhost:4010, Graph at https://graph.microsoft.com (set by MICROSOFT_LOGIN_URL)',
    );
  });
});
