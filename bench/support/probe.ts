/** Loaded into a server before its main file: tells its parent what it costs, after a collection of garbage. */
process.on('message', (ask) => {
  if (ask !== 'cost') return;
  // Twice: what the first frees may hold more.
  globalThis.gc?.();
  setTimeout(() => {
    globalThis.gc?.();
    const { user, system } = process.cpuUsage();
    process.send?.({
      rss: process.memoryUsage.rss(),
      heap: process.memoryUsage().heapUsed,
      cpuMs: (user + system) / 1_000,
    });
  }, 200);
});
// The channel alone must not keep a server alive that was told to stop.
process.channel?.unref();
