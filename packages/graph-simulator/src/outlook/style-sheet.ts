/**
 * The style sheet of the Outlook page. Places in the grid are classes (`from-108
 * until-111 lane-0 of-2`, slots of five minutes), because the page's policy allows no
 * styles inside it. Narrow screens show the days one under the other, as lists.
 */
import { THEME_CSS } from '../http/theme.ts';
import { FORM_CSS } from './form-style.ts';

const SLOTS = 288;
/** Of a day; what overlaps with still more lies upon the last. */
export const LANES = 24;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const PLACES = [
  ...numbers(SLOTS).map((slot) => `.from-${slot}{--from:${slot}}`),
  ...numbers(SLOTS + 1).map((slot) => `.until-${slot}{--until:${slot}}`),
  ...numbers(LANES).map((lane) => `.lane-${lane}{--lane:${lane}}.of-${lane + 1}{--lanes:${lane + 1}}`),
].join('');

/** A crowded day is wider, so that every event in it stays a target. */
const CROWDS = numbers(LANES)
  .map((lane) => `.crowd-${lane + 1}{min-width:${Math.max(6.5, (lane + 1) * 2.65)}rem}`)
  .join('');

/** The names are Graph's; light and dark stand for the two schemes of the page, too. */
const COLORS: Readonly<Record<string, string>> = {
  auto: 'light-dark(#0b5cad,#7cb8f7)',
  lightBlue: 'light-dark(#00788c,#4fc7dc)',
  lightGreen: 'light-dark(#3b7d0a,#8fd05a)',
  lightOrange: 'light-dark(#b3530a,#f5a35c)',
  lightGray: 'light-dark(#5b6470,#b3bcc9)',
  lightYellow: 'light-dark(#8a6100,#eec04b)',
  lightTeal: 'light-dark(#0b7a6b,#52cfbc)',
  lightPink: 'light-dark(#b5176f,#f48ac2)',
  lightBrown: 'light-dark(#7a4b2a,#d3a27c)',
  lightRed: 'light-dark(#b3261e,#f59a93)',
  maxColor: 'light-dark(#6b2fb3,#c4a2f5)',
};

const COLOR_CLASSES = Object.entries(COLORS)
  .map(([name, color]) => `.color-${name}{--own:${color}}`)
  .join('\n');

const HIDDEN_CALENDARS = numbers(10)
  .map((index) => `body:has(#show-${index}:not(:checked)) .calendar-${index}`)
  .join(',');

const FRAME = `
:root{--slot:.3125rem;--own:var(--accent)}
${COLOR_CLASSES}
body{min-height:100dvh;display:flex;flex-direction:column}
.icon{width:1rem;height:1rem;flex:none;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}
.skip{position:absolute;left:.5rem;top:-4rem;z-index:9;padding:.5rem 1rem;background:var(--surface);border-radius:.375rem}
.skip:focus{top:.5rem}
.bar{display:flex;align-items:center;justify-content:space-between;gap:.5rem;padding:.4rem 1rem;background:light-dark(#0b4f94,#10233a);color:#fff;--accent:#fff;--on-accent:#0b4f94}
.brand{display:inline-flex;align-items:center;gap:.5rem;min-height:2rem;color:inherit;text-decoration:none;font-size:1.1rem}
.brand .icon{width:1.35rem;height:1.35rem}
.tag{font-size:.75rem;border:1px solid #ffffffb0;border-radius:1rem;padding:.1rem .5rem;margin-left:.25rem;white-space:nowrap}
.people{position:relative}
.people summary{display:flex;align-items:center;gap:.5rem;min-height:2.25rem;padding:.15rem .5rem;border-radius:.375rem;cursor:pointer;list-style:none}
.people summary::-webkit-details-marker{display:none}
.people summary:hover{background:#ffffff26}
.people ul{position:absolute;right:0;z-index:8;list-style:none;margin:.35rem 0 0;padding:.35rem;width:min(19rem,calc(100vw - 2rem));background:var(--surface);color:var(--text);border:1px solid var(--line);border-radius:.5rem;box-shadow:0 .5rem 1.5rem #0004;--accent:light-dark(#0b5cad,#7cb8f7);--on-accent:light-dark(#fff,#0b1a2b)}
.people li a{display:flex;align-items:center;gap:.7rem;padding:.45rem .6rem;border-radius:.375rem;color:inherit;text-decoration:none}
.people li a:hover,.people li a[aria-current]{background:var(--accent-soft)}
.people small{display:block;color:var(--quiet);overflow-wrap:anywhere}
main{flex:1;display:flex;flex-direction:column;min-width:0;padding:1rem;gap:1rem}
.tools{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1rem}
.tools h1{order:2;margin-right:auto}
.tools nav{display:flex;gap:.25rem;order:1}
.tools form{order:3}
.round{padding:.4rem .6rem;border-color:transparent;background:none}
.hint{color:var(--quiet);font-size:.8125rem;line-height:1.45;margin:0 0 .75rem}
.calendars{margin-bottom:1rem}
.calendars legend{font-weight:600;padding:0;margin-bottom:.25rem}
.calendars ul{list-style:none;margin:0;padding:0}
.calendars label{display:flex;align-items:center;gap:.55rem;min-height:2rem;cursor:pointer}
.calendars input{accent-color:var(--own)}
.calendars small{color:var(--quiet);margin-left:.25rem}
.day h2{margin:0;font-size:1rem;font-weight:600}
.day ul{list-style:none;margin:0;padding:0}
.entry{position:relative;border-radius:.3rem;border-left:.25rem solid var(--own);background:color-mix(in oklab,var(--own) 15%,var(--surface));font-size:.8125rem;line-height:1.25}
.entry a{color:var(--text);text-decoration:none}
.entry a::after{content:"";position:absolute;inset:0}
.entry:hover{background:color-mix(in oklab,var(--own) 26%,var(--surface))}
.entry a:focus-visible{outline:0}
.entry:has(a:focus-visible){outline:3px solid var(--accent);outline-offset:1px;z-index:4}
.entry:has(a:target){outline:2px solid var(--own)}
.entry a{display:block}
.title{font-weight:600;overflow-wrap:anywhere;hyphens:auto}
.marks:empty,.details:empty{display:none}
.when,.details{color:light-dark(#454d59,#c3cad5)}
.marks{display:inline-flex;gap:.2rem;vertical-align:middle;color:light-dark(#454d59,#c3cad5)}
.marks .icon{width:.8rem;height:.8rem}
.cancelled .title{text-decoration:line-through}
.shows-tentative{background-image:repeating-linear-gradient(135deg,transparent 0 6px,color-mix(in oklab,var(--own) 14%,transparent) 6px 9px)}
.shows-free{background:color-mix(in oklab,var(--own) 7%,var(--surface))}
.add{display:inline-grid;place-items:center;width:1.75rem;height:1.75rem;border-radius:.375rem;color:var(--quiet)}
.add:hover{background:var(--accent-soft);color:var(--accent)}
.none{color:var(--quiet);font-size:.875rem;margin:.35rem 0}
${HIDDEN_CALENDARS}{display:none}
`;

const NARROW = `
@media (max-width:51.99rem){
.people .name{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.axis,.corner,.now,.drag-hint{display:none}
.layout{display:grid;gap:1rem}
aside .hint{margin-bottom:.25rem}
.calendars{margin-bottom:.5rem}
.calendars ul{display:flex;flex-wrap:wrap;gap:0 1rem}
.tools h1{order:0;flex-basis:100%}
.week{display:grid;gap:.75rem}
.day{background:var(--surface);border:1px solid var(--line);border-radius:.6rem;padding:.6rem .75rem .75rem}
.today{border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
.today h2{color:var(--accent)}
.day-head{display:grid;grid-template-columns:1fr auto;align-items:center}
.day-head ul{grid-column:1/-1}
.entry{padding:.45rem .6rem;margin-top:.4rem;font-size:.9375rem;min-height:2.5rem}
.entry .when{font-size:.875rem;margin-right:.25rem}
.marks .icon{width:.95rem;height:.95rem}
.details{display:block;font-size:.875rem}
}
`;

const WIDE = `
@media (min-width:52rem){
html,body{height:100dvh}
main:has(.week){min-height:0;padding-bottom:0}
.layout{flex:1;min-height:0;display:grid;grid-template-columns:12.5rem minmax(0,1fr);gap:1.25rem}
aside{overflow:auto;padding:.25rem}
.week{overflow:auto;display:grid;grid-template-columns:3.25rem repeat(7,minmax(auto,1fr));grid-template-rows:auto auto;background:var(--surface);border:1px solid var(--line);border-bottom:0;border-radius:.6rem .6rem 0 0;scroll-padding:9rem 0 3rem}
.corner{grid-area:1/1;position:sticky;top:0;z-index:5;background:var(--surface);border-bottom:1px solid var(--line)}
.axis{grid-area:2/1;position:relative;height:calc(288*var(--slot));font-size:.75rem;color:var(--quiet)}
.axis span{position:absolute;right:.5rem;top:calc(var(--from)*var(--slot));transform:translateY(-50%)}
.day{grid-row:1/3;display:grid;grid-template-rows:subgrid;border-left:1px solid var(--line)}
${CROWDS}
.day-head,.slots{min-width:0;width:0;min-inline-size:100%}
.day-head{position:sticky;top:0;z-index:5;background:var(--surface);border-bottom:1px solid var(--line);padding:.4rem .3rem .3rem;display:grid;grid-template-columns:1fr auto;align-content:start}
.day h2 time{display:flex;flex-direction:column;padding-left:.25rem}
.weekday{font-size:.8125rem;font-weight:400;color:var(--quiet)}
.number{font-size:1.25rem;line-height:1.3}
.month{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.today .day-head{box-shadow:inset 0 .2rem var(--accent)}
.today :is(.number,.weekday){color:var(--accent)}
.all-day{grid-column:1/-1;display:grid;gap:2px}
.all-day .entry{display:flex;align-items:center;gap:.3rem;padding:0 .35rem;line-height:1.5rem;overflow:hidden}
.all-day .entry a{flex:0 1 auto;min-width:1.5rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.all-day .marks .icon{display:block}
.all-day .details{display:none}
.slots{position:relative;height:calc(288*var(--slot));background:repeating-linear-gradient(transparent 0 calc(12*var(--slot) - 1px),var(--line) calc(12*var(--slot) - 1px) calc(12*var(--slot)))}
.today .slots{background-color:color-mix(in oklab,var(--accent) 4%,transparent)}
.slots .none{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.slots .entry{position:absolute;top:calc(var(--from)*var(--slot));height:calc((var(--until) - var(--from))*var(--slot) - 1px);left:calc(100%*var(--lane)/var(--lanes) + 1px);width:calc(100%/var(--lanes) - 3px);padding:.15rem .3rem;overflow:hidden}
.slots .entry:not(.short) a{padding-bottom:.5rem;margin-bottom:-.5rem}
.slots .entry:not(.short) .title{display:block}
.brief .title{display:-webkit-box!important;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.tight .title{-webkit-line-clamp:1}
.brief .details{display:none!important}
.slots .when{font-size:.75rem}
.slots .details{display:block;font-size:.75rem}
.slots .short{display:flex;flex-wrap:wrap;gap:0 .3rem;padding-block:0;line-height:1.5rem}
.short a{flex:0 1 auto;min-width:1.5rem;max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.short .title{hyphens:none}
.short .when{flex:none}
.short :is(.marks,.details){display:none}
.continued{border-top-left-radius:0;border-top-right-radius:0}
.now{position:absolute;left:0;right:0;top:calc(var(--from)*var(--slot));z-index:3;border-top:2px solid var(--danger);pointer-events:none}
.now::before{content:"";position:absolute;left:-.2rem;top:-.3rem;width:.5rem;height:.5rem;border-radius:50%;background:var(--danger)}
.scripted .slots{cursor:cell}
.scripted .movable{cursor:grab;touch-action:pan-y}
.scripted .movable::after{content:"";position:absolute;left:0;right:0;bottom:0;height:.4rem;cursor:ns-resize;z-index:2}
.dragged{z-index:6;opacity:.9;cursor:grabbing;box-shadow:0 .25rem .75rem #0005;user-select:none}
.ghost{position:absolute;left:2px;right:2px;z-index:2;border:2px dashed var(--accent);border-radius:.3rem;background:var(--accent-soft);pointer-events:none;font-size:.75rem;padding:.1rem .3rem}
}
@media (forced-colors:active){.entry,.now{border-color:CanvasText}}
`;

export const OUTLOOK_CSS = `${THEME_CSS}${FRAME}${FORM_CSS}${NARROW}${WIDE}${PLACES}\n`;
