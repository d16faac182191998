"""The page that the preview shows: spreads as they lie open, what was found beside them, and the first changed page in sight."""
from __future__ import annotations

import json

from convert.messages import PREVIEW
from convert.report import escape

_STYLE = """
* { box-sizing: border-box }
body { margin: 0; display: grid; grid-template-columns: 1fr 22em; height: 100vh; background: #8a8a8a; color: #222;
  font: 14px/1.6 "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif }
main { overflow: auto; padding: 16px }
main div { display: grid; grid-template-columns: 1fr 1fr; gap: 16px 1px; max-width: 110em; margin: auto }
main div.single { grid-template-columns: minmax(0, 60em); justify-content: center }
main img { width: 100%; height: auto; background: #fff; display: block }
main div:not(.single) img:first-child { grid-column: 2 }
main img.changed { outline: 3px solid #c8161d }
aside { background: #fff; overflow: auto; padding: 12px 16px; border-left: 1px solid #666 }
aside h1 { font-size: 16px; margin: 0 }
aside ol { list-style: none; padding: 0 }
aside li { border-top: 1px solid #ddd; padding: 6px 0; overflow-wrap: anywhere }
aside li.error b { color: #c8161d }
aside small { color: #666; display: block }
@media (max-width: 60em) { body { display: block; height: auto } }
"""

_SCRIPT = """
const sheet = document.querySelector('main div'), list = document.querySelector('ol'), state = document.querySelector('#state');
let number = 0, shown = [];
function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}
function fill(text, values) { return text.replace(/\\{(\\w+)\\}/g, (whole, key) => values[key]); }
function pages(version) {
  const fresh = new Set(version.pages.map(p => p[0]).filter(p => !shown.includes(p)));
  const first = shown.length === 0;
  sheet.className = version.facing ? '' : 'single';
  sheet.replaceChildren(...version.pages.map(([digest, width, height], at) => {
    const image = new Image(width, height);
    image.loading = 'lazy';
    image.src = '/page/' + digest + '.png';
    image.alt = fill(words.page, {page: at + 1});
    if (!first && fresh.has(digest)) image.className = 'changed';
    return image;
  }));
  shown = version.pages.map(p => p[0]);
  if (!first && fresh.size) sheet.children[version.changed].scrollIntoView({block: 'nearest'});
}
function findings(version) {
  list.replaceChildren(...version.findings.map(found => {
    const item = element('li', '', found.severity);
    const place = found.file ? found.file + (found.line ? ':' + found.line : '') : '';
    item.append(element('b', words[found.severity] + ' ' + found.code + ' '), found.message);
    item.append(element('small', place), element('small', found.hint));
    return item;
  }));
}
function show(version) {
  if (!version.refused) pages(version);
  findings(version);
  const values = {pages: version.pages.length, findings: version.findings.length, changed: version.changed + 1};
  state.textContent = fill(version.refused ? words.refused : words.set, values);
  number = version.number;
}
async function watch() {
  for (;;) {
    try {
      const version = await (await fetch('/version?after=' + number)).json();
      if (version.number !== number) show(version);
    } catch (gone) {
      state.textContent = words.gone;
      await new Promise(done => setTimeout(done, 2000));
    }
  }
}
watch();
"""


def page(title: str) -> str:
    """The HTML page, whole in itself."""
    words = json.dumps(PREVIEW, ensure_ascii=False).replace("<", "\\u003c")
    return (f'<!DOCTYPE html>\n<html lang="zh-Hans"><head><meta charset="utf-8"><title>{escape(title)}</title>'
            f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head><body><main><div></div></main><aside>'
            f'<h1>{escape(title)}</h1><p id="state" role="status">{escape(PREVIEW["making"])}</p><ol></ol></aside>'
            f"<script>const words = {words};{_SCRIPT}</script></body></html>\n")
