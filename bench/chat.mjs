// A web chat client without a browser: speaks over HTTP, hears over the socket.
import { WebSocket } from 'ws';

let people = 0;

/** Somebody new, from an address of their own. */
export async function openChat(address) {
  people += 1;
  const from = { 'X-Forwarded-For': `10.${(people >> 16) & 255}.${(people >> 8) & 255}.${people & 255}` };
  const asked = async (path, token) => {
    const headers = { ...from, 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${address}/v3/directline/${path}`, { method: 'POST', headers, body: '{}' });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };
  const { token } = await asked('tokens/generate');
  const { conversationId, streamUrl } = await asked('conversations', token);
  const socket = new WebSocket(streamUrl, { headers: from });
  let hear = () => {};
  socket.on('message', (data) => {
    const text = data.toString();
    if (text === '') return;
    for (const activity of JSON.parse(text).activities) {
      if (activity.type === 'message' && activity.from.id === 'reset-assistant') hear(activity.text ?? '');
    }
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });

  return {
    /** Says it; resolves to how long the answer took, ms. */
    async say(text) {
      const heard = new Promise((resolve) => {
        hear = resolve;
      });
      const begun = performance.now();
      const answer = await fetch(`${address}/v3/directline/conversations/${conversationId}/activities`, {
        method: 'POST',
        headers: { ...from, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ type: 'message', text, from: { id: 'me' }, locale: 'en' }),
      });
      await answer.arrayBuffer();
      await heard;
      return performance.now() - begun;
    },
    close: () => socket.close(),
  };
}
