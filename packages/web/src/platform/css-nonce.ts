/** The nonce of this answer's Content-Security-Policy, for the styles that the component library adds. */
export function cssNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** The scroll lock of dialogs adds a style, too, and looks for its nonce where a bundler of old would have put it. */
export function shareCssNonce(): void {
  Reflect.set(globalThis, '__webpack_nonce__', cssNonce());
}
