/**
 * Loaded into a server before its main file: tells its parent its CPU time, or its memory after a collection of
 * garbage, which costs CPU time itself.
 */
process.on('message', (ask) => {
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1_000;
  if (ask === 'cpu') process.send?.({ cpuMs });
  if (ask !== 'memory') return;
  // Twice: what the first frees may hold more.
  globalThis.gc?.();
  setTimeout(() => {
    globalThis.gc?.();
    process.send?.({ rss: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed });
  }, 200);
});
// Whoever measured was killed.
process.once('disconnect', () => process.exit());
// The channel alone must not keep a server alive that was told to stop.
process.channel?.unref();
