/** The tenants and people of the demo world. Ids are derived from the names and never change. */
import { guidFrom } from './seeded.ts';
import type { SimTenant, SimUser } from './types.ts';

export const DEMO_TENANTS: readonly SimTenant[] = [
  {
    id: guidFrom('tenant/contoso.example'),
    domain: 'contoso.example',
    displayName: 'Contoso',
    requiresAdminConsent: false,
  },
  {
    id: guidFrom('tenant/fabrikam.example'),
    domain: 'fabrikam.example',
    displayName: 'Fabrikam',
    requiresAdminConsent: true,
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

export const DEMO_USERS: readonly SimUser[] = [
  person('Adele', 'Vance', 'contoso.example', 'W. Europe Standard Time'),
  person('Alex', 'Wilber', 'contoso.example', 'Pacific Standard Time'),
  person('Megan', 'Bowen', 'contoso.example', 'Eastern Standard Time'),
  person('Nadia', 'Rahal', 'fabrikam.example', 'GMT Standard Time'),
];
