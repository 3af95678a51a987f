/** Form controls as HTML, each with its label; every text is escaped here. */
import { escapeHtml } from './html-page.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

function options(choices: readonly Choice[], chosen: string): string {
  return choices
    .map(
      ({ value, text }) =>
        `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(text)}</option>`,
    )
    .join('');
}

export function select(name: string, label: string, choices: readonly Choice[], chosen: string): string {
  return `<p class="field"><label for="${name}">${escapeHtml(label)}</label>
<select id="${name}" name="${name}">${options(choices, chosen)}</select></p>`;
}

/** `more` are further attributes, written by us. */
export function input(
  type: 'text' | 'date' | 'time' | 'number',
  name: string,
  label: string,
  value: string,
  more = '',
): string {
  return `<p class="field"><label for="${name}">${escapeHtml(label)}</label>
<input id="${name}" name="${name}" type="${type}" value="${escapeHtml(value)}"${more === '' ? '' : ` ${more}`}></p>`;
}

export function tick(
  type: 'checkbox' | 'radio',
  name: string,
  value: string,
  label: string,
  checked: boolean,
  more = '',
): string {
  return `<label class="tick"><input type="${type}" name="${name}" value="${escapeHtml(value)}"${checked ? ' checked' : ''}${more === '' ? '' : ` ${more}`}> <span>${escapeHtml(label)}</span></label>`;
}

export function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
}
