import type { ReadStream, WriteStream } from 'node:tty';

const LONGEST = 64 * 1024;

/** What is piped in, without the last line end; or, at a terminal, what is typed there, unseen. @throws Error when it does not end */
export async function typedSecret(input: ReadStream, prompt: Pick<WriteStream, 'write'>): Promise<string> {
  return input.isTTY ? typed(input, prompt) : piped(input);
}

async function piped(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LONGEST) throw new Error('That is too long for a password.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

function typed(input: ReadStream, prompt: Pick<WriteStream, 'write'>): Promise<string> {
  prompt.write('Password (not shown): ');
  input.setRawMode(true);
  input.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (settle: () => void): void => {
      input.setRawMode(false);
      input.pause();
      prompt.write('\n');
      settle();
    };
    input.on('data', (chunk) => {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n' || character === '\u0004') return end(() => resolve(text));
        if (character === '\u0003') return end(() => reject(new Error('Given up.')));
        text = character === '\u007f' ? [...text].slice(0, -1).join('') : text + character;
      }
    });
  });
}
