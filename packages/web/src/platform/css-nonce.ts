/** The nonce of this answer's Content-Security-Policy, for the styles that the component library adds. */
export function cssNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}
