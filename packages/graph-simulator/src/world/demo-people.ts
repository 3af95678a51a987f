/** The tenants and people of the demo world. Ids are derived from the names and never change. */
import { guidFrom } from './seeded.ts';
import type { SimTenant, SimUser } from './types.ts';

/** The tenant of every personal Microsoft account (id-token-claims-reference). */
export const PERSONAL_TENANT_ID = '9188040d-6c67-4c5b-b112-36a304b66dad';

export const DEMO_TENANTS: readonly SimTenant[] = [
  {
    id: guidFrom('tenant/contoso.example'),
    kind: 'work',
    domain: 'contoso.example',
    displayName: 'Contoso',
    requiresAdminConsent: false,
  },
  {
    id: guidFrom('tenant/fabrikam.example'),
    kind: 'work',
    domain: 'fabrikam.example',
    displayName: 'Fabrikam',
    requiresAdminConsent: true,
  },
  {
    id: PERSONAL_TENANT_ID,
    kind: 'personal',
    domain: 'outlook.example',
    displayName: 'Personal account',
    requiresAdminConsent: false,
  },
];

function person(givenName: string, surname: string, domain: string, timeZone: string): SimUser {
  const address = `${givenName.toLowerCase()}@${domain}`;
  return {
    id: guidFrom(`user/${address}`),
    tenantId: guidFrom(`tenant/${domain}`),
    userPrincipalName: address,
    mail: address,
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    timeZone,
  };
}

/** A personal account: its object id begins with zeros, as v2 id_tokens of such accounts show. */
function consumer(givenName: string, surname: string, timeZone: string): SimUser {
  const someone = person(givenName, surname, 'outlook.example', timeZone);
  return { ...someone, id: `00000000-0000-0000-${someone.id.slice(19)}`, tenantId: PERSONAL_TENANT_ID };
}

export const DEMO_USERS: readonly SimUser[] = [
  person('Adele', 'Vance', 'contoso.example', 'W. Europe Standard Time'),
  person('Alex', 'Wilber', 'contoso.example', 'Pacific Standard Time'),
  person('Megan', 'Bowen', 'contoso.example', 'Eastern Standard Time'),
  person('Nadia', 'Rahal', 'fabrikam.example', 'GMT Standard Time'),
  consumer('Robin', 'Ellis', 'GMT Standard Time'),
];
