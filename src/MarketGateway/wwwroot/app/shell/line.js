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

  const { socket, messages, requests } = early;
  if (socket.readyState >= closing || socket.url !== url || early.protocols !== protocols.join()) {
    socket.close();
    return new WebSocket(url, protocols);
  }

  passOver(socket, requests);
  // Whoever asked sets what is to be called now; it hears of all that has happened, in its order.
  queueMicrotask(() => {
    if (socket.readyState === WebSocket.OPEN) {
      socket.onopen?.(new Event('open'));
    }

    // One that was closed meanwhile answers to what nobody asked for.
    messages.forEach((data) => socket.readyState === WebSocket.OPEN && socket.onmessage?.({ data }));
  });
  return socket;
}

/** What has been sent already is not sent again; who wants something else begins anew, on another line. */
function passOver(socket, requests) {
  socket.send = (data) => {
    const sent = requests.shift();
    if (requests.length === 0) {
      delete socket.send;
    }

    if (sent.length !== data.length || sent.some((byte, at) => byte !== data[at])) {
      delete socket.send;
      socket.close();
    }
  };
}
