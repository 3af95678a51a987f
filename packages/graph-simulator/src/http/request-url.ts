/** Whether a URL belongs to the simulated cloud, not to its control API or front page. */
export function isSimulated(url: string): boolean {
  return url !== '/' && !/^\/_sim(?:[/?]|$)/.test(url) && url !== '/favicon.ico';
}

/** Path and query with their percent-encoding resolved, where it can be. */
export function decodedUrl(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
