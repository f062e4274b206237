// The chat within another page: the page's script opens a channel to us, and only over that channel do the two speak.

/** What the embedding page can ask, and be told. */
export interface Frame {
  close(): void;
  unread(): void;
}

/** Waits for the embedding page; `onOpen` is called when it shows the chat and wants the focus inside. */
export function frame(onReady: (frame: Frame) => void, onOpen: () => void): void {
  if (window.parent === window) return;
  window.addEventListener('message', (event) => {
    const [port] = event.ports;
    if (event.source !== window.parent || event.data !== 'reset-assistant:hello' || !port) return;
    port.onmessage = ({ data }) => {
      if (data === 'open') onOpen();
    };
    onReady({ close: () => port.postMessage('close'), unread: () => port.postMessage('unread') });
    port.postMessage('ready');
  });
}
