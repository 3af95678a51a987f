/** Of the pages that hold one card: the form of an event, its details, refusals. */
export const FORM_CSS = `
.card{width:100%;max-width:40rem;margin:0 auto 2rem;padding:1.5rem;background:var(--surface);border:1px solid var(--line);border-radius:.6rem}
.card form{display:grid;gap:1rem;margin-top:1.25rem}
.field{display:grid;gap:.25rem;margin:0;min-width:0}
.field label,.card legend{font-weight:600;font-size:.9375rem;padding:0}
.card fieldset{display:grid;gap:.75rem}
.card fieldset.times,.card fieldset.scope,.card fieldset.categories{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem 1rem}
.card fieldset legend{padding:0 .35rem;margin-left:-.35rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem}
.tick{display:inline-flex;align-items:center;gap:.55rem;min-height:1.75rem;cursor:pointer}
.ticks{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:.25rem 1rem}
.scope{background:var(--accent-soft)}
.card h1+.in-calendar{margin-top:.75rem}
.in-calendar{margin:0;padding-left:.7rem;border-left:.25rem solid var(--own)}
.problem{margin:1rem 0 0;padding:.7rem 1rem;border-radius:.375rem;background:var(--danger-soft);color:var(--danger);font-weight:600}
.buttons{display:flex;flex-wrap:wrap;gap:.6rem;margin-top:.5rem}
@media (min-width:52rem){.card form .buttons{position:sticky;bottom:0;margin:0 -1.5rem -1.5rem;padding:.9rem 1.5rem;background:var(--surface);border-top:1px solid var(--line);border-radius:0 0 .6rem .6rem}}
html:has(.card){scroll-padding-bottom:5rem}
.delete{margin-left:auto;color:var(--danger);border-color:var(--danger)}
textarea{resize:vertical}
form:has(#allDay:checked) :is(.field:has(#startTime),.field:has(#endTime)){display:none}
form:has(#repeat option:is([value=none],[value=keep]):checked) .ends{display:none}
.repeat{display:grid;gap:.75rem}
.ends{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr))}
.ends:not(:has(option[value=date]:checked)) .field:has(#lastDate),.ends:not(:has(option[value=count]:checked)) .field:has(#count){display:none}
form:has(.scope):not(:has(#wholeSeries:checked)) .repeat{display:none}
.card dl{margin:1rem 0;display:grid;gap:.6rem}
.card dt{font-weight:600}
.card dd{margin:0;white-space:pre-line;overflow-wrap:anywhere}
`;
