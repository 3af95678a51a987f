/** The simulated Microsoft sign-in, as a person sees it. */
import type { Page } from 'playwright-core';

export interface MicrosoftPage {
  /** Picks the account of this name and agrees. */
  accept(name: string): Promise<void>;
  decline(): Promise<void>;
  /** Leaves the page that says that an administrator must agree first. */
  returnWithoutConsent(): Promise<void>;
  /** On the administrator's page. */
  consentFor(organisation: string): Promise<void>;
}

export function microsoftPage(page: Page): MicrosoftPage {
  const press = (name: string): Promise<void> => page.getByRole('button', { name }).click();
  return {
    accept: async (name) => {
      await page.getByRole('radio', { name }).check();
      await press('Accept');
    },
    decline: () => press('Decline'),
    returnWithoutConsent: () => press('Return to the application without granting consent'),
    consentFor: async (organisation) => {
      await page.getByRole('radio', { name: `Administrator of ${organisation}` }).check();
      await press('Accept');
    },
  };
}
