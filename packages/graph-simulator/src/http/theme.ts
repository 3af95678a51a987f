/**
 * The look that all pages of the simulator share: colours for light and dark, type,
 * buttons, fields and visible focus. Colours keep 4.5:1 for text and 3:1 for edges.
 */
export const THEME_CSS = `
:root{color-scheme:light dark;
--page:light-dark(#f3f5f8,#15171c);--surface:light-dark(#fff,#1f2229);--raised:light-dark(#f7f9fb,#272b33);
--text:light-dark(#1b1f26,#eceef2);--quiet:light-dark(#535c69,#aab2bf);--line:light-dark(#d5dae2,#3a404b);
--edge:light-dark(#7c8592,#7d8694);--accent:light-dark(#0b5cad,#7cb8f7);--on-accent:light-dark(#fff,#0b1a2b);
--accent-soft:light-dark(#e7f0fa,#1d3047);--danger:light-dark(#a4262c,#ff9a9f);--danger-soft:light-dark(#fdecec,#3b1d20)}
*{box-sizing:border-box}
body{margin:0;font:1rem/1.5 "Segoe UI",system-ui,-apple-system,Roboto,sans-serif;color:var(--text);background:var(--page)}
h1{font-size:1.4rem;line-height:1.25;margin:0;font-weight:600;text-wrap:balance}
a{color:var(--accent)}
button,.button{font:inherit;font-weight:600;line-height:1.25;display:inline-flex;align-items:center;justify-content:center;gap:.4rem;min-height:2.25rem;padding:.4rem 1rem;border-radius:.375rem;border:1px solid var(--edge);background:var(--surface);color:var(--text);cursor:pointer;text-decoration:none}
button:hover,.button:hover{background:var(--raised)}
button.main,.button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
button.main:hover,.button.main:hover{background:color-mix(in oklab,var(--accent),var(--text) 15%)}
:is(a,button,input,select,textarea,summary,[tabindex]):focus-visible{outline:3px solid var(--accent);outline-offset:2px}
input,select,textarea{font:inherit;color:inherit}
:is(input:not([type=checkbox],[type=radio]),select,textarea){width:100%;min-height:2.25rem;padding:.35rem .6rem;border:1px solid var(--edge);border-radius:.375rem;background:var(--surface)}
input:is([type=checkbox],[type=radio]){width:1.15rem;height:1.15rem;margin:0;flex:none;accent-color:var(--accent)}
fieldset{border:0;margin:0;padding:0;min-width:0}
.note{color:var(--quiet);font-size:.875rem;margin:.25rem 0 0}
.avatar{display:inline-grid;place-items:center;flex:none;width:2.25rem;height:2.25rem;border-radius:50%;font-size:.8rem;font-weight:600;background:var(--accent);color:var(--on-accent)}
.hidden{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (prefers-reduced-motion:no-preference){button,.button{transition:background-color .12s}}
`;
