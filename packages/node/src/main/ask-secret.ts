/** Asks a person at a terminal for a line that does not show while it is typed. */
import type { ReadStream, WriteStream } from 'node:tty';

const ENTER = ['\r', '\n'];
const END_OF_INPUT = '\u0004';
const INTERRUPT = '\u0003';
const ERASE = ['\u007f', '\b'];

/** Rejects when the person interrupts or ends the input. */
export function askSecret(question: string, input: ReadStream, output: WriteStream): Promise<string> {
  output.write(question);
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.resume();
  return new Promise((resolve, reject) => {
    let characters: string[] = [];
    const onData = (chunk: string): void => {
      for (const character of chunk) {
        if (ENTER.includes(character)) {
          finish(() => resolve(characters.join('')));
          return;
        }
        if (character === INTERRUPT || character === END_OF_INPUT) {
          finish(() => reject(new Error('no passphrase was given')));
          return;
        }
        characters = ERASE.includes(character) ? characters.slice(0, -1) : [...characters, character];
      }
    };
    const finish = (settle: () => void): void => {
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      settle();
    };
    input.on('data', onData);
  });
}
