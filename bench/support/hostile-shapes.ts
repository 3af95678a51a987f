/** Bodies that make a careless reader slow: each a function of the length wanted, in characters. */
const filled =
  (head: string, piece: string, tail = '') =>
  (length: number): string =>
    head + piece.repeat(Math.ceil((length - head.length - tail.length) / piece.length)) + tail;

const mark = '<div class="me-email-text">teams</div>';

export const hostileShapes: Readonly<Record<string, (length: number) => string>> = {
  'nested elements': filled(mark, '<div>'),
  'nested links of no meeting': filled(mark, '<a href="https://teams.microsoft.com/l/x">'),
  'links of many meetings': filled(
    mark,
    '<br><a href="https://teams.microsoft.com/meet/496123456789082?p=x">',
  ),
  'closing tags of nothing': filled(`${mark}${'<b>'.repeat(5_000)}`, '</i>'),
  entities: filled(mark, '&amp;'),
  'entities that are none': filled(mark, '&am'),
  'tags that never end': filled(mark, '<a href='),
  'one attribute without end': filled(`${mark}<a href="`, 'https://teams.microsoft.com/'),
  'many attributes': filled(`${mark}<a `, 'x=1 ', '>'),
  'one link of closing brackets': filled(`${mark}https://teams.microsoft.com/`, ')', 'x'),
  'white space in a number': filled(`${mark}<a href="tel:+1,,1`, ' ', 'x">'),
  'comments that never end': filled(mark, '<!--'),
  'labels of conference ids': filled(mark, 'Conference ID: 1 2 3 '),
  'Safe Links in Safe Links': filled(mark, 'https://a.safelinks.protection.outlook.com/?url='),
  'lines of digits': filled(mark, '<br>Meeting ID: 123 456 789 012 3'),
};
