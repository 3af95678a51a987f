/** The simulator in a process of its own: what it costs to play Microsoft is not measured. */
import { startSimulator } from '@calmirror/graph-simulator';

const [mailboxes, eventsEach] = process.argv.slice(2).map(Number);
if (mailboxes === undefined || eventsEach === undefined)
  throw new Error('simulator-process.ts <mailboxes> <events>');

const { url, clientId, clientSecret } = await startSimulator({
  clientName: 'Calmirror',
  population: { mailboxes, eventsEach },
});
process.send?.({ url, clientId, clientSecret });
