/** Whether somebody has signed in from this browser before: then the way in is shown, not the way to an account. */
const KEY = 'calmirror.signed-in-here';

export function hasSignedInHere(): boolean {
  return localStorage.getItem(KEY) !== null;
}

export function rememberSignedInHere(): void {
  localStorage.setItem(KEY, 'yes');
}
