/**
 * A process of its own, because the package unpacks into the temporary folder of its process and nowhere else:
 * whoever starts this names that folder in TMPDIR. Argument: the package's folder of archives.
 */
import path from 'node:path';

import { inflate } from '@sparticuz/chromium';

const [, , archives = ''] = process.argv;
for (const name of ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
  await inflate(path.join(archives, name));
}
