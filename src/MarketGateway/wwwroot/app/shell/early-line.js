// Not a module: the line to the gateway is opened while the program is still on its way, which on a slow line saves two
// ways there and back. app/shell/line.js takes it over.
{
  const token = sessionStorage.getItem('token');
  const protocols = ['marketgateway.v1.msgpack'];
  if (token !== null) {
    const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(token)));
    protocols.push(`marketgateway.bearer.${base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`);
  }

  // A token in the address is another one, which the program takes first.
  if (!/[#&]token=/.test(location.hash)) {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/v1/stream`, protocols);
    const messages = [];
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => messages.push(data);
    window.earlyLine = { socket, messages, protocols: protocols.join() };
  }
}
