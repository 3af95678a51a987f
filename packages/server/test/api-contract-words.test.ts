/** The contract stands alone and repeats words of the server: here they are the same words. */
import * as contract from '@calmirror/api-contract';
import { describe, expect, it } from 'vitest';

import { connectErrors } from '../src/connections/connect-errors.ts';
import { connectionStatuses } from '../src/models/connection-status.ts';
import { changeKinds } from '../src/models/event-summary.ts';
import { syncTriggers } from '../src/models/sync-trigger.ts';

describe('the words of the contract', () => {
  it('are those of the server', () => {
    expect(contract.connectionStatuses).toEqual(connectionStatuses);
    expect(contract.syncTriggers).toEqual(syncTriggers);
    expect(contract.changeKinds).toEqual(changeKinds);
  });

  it('describe every way in which connecting an account can fail', () => {
    const codes: readonly string[] = contract.problemCodes;
    expect(Object.keys(connectErrors).filter((code) => !codes.includes(code))).toEqual([]);
  });
});
