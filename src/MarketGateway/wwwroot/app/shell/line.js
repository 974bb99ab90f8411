/**
 * What the page's first connection is made of: the line that app/shell/early-line.js has opened, where there is one.
 * @module
 */

const closing = 2;

/** A constructor like WebSocket's. */
export function FirstLine(url, protocols) {
  const early = window.earlyLine;
  window.earlyLine = undefined;
  if (early === undefined) {
    return new WebSocket(url, protocols);
  }

  const { socket, messages } = early;
  if (socket.readyState >= closing || socket.url !== url || early.protocols !== protocols.join()) {
    socket.close();
    return new WebSocket(url, protocols);
  }

  // Whoever asked sets what is to be called now; it hears of all that has happened, in its order.
  queueMicrotask(() => {
    if (socket.readyState === WebSocket.OPEN) {
      socket.onopen?.(new Event('open'));
      messages.forEach((data) => socket.onmessage?.({ data }));
    }
  });
  return socket;
}
