import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../src/http/place.js';

const asked = (agent: string | undefined, forwarded?: string): IncomingMessage => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: '10.0.0.9' });
  const request = new IncomingMessage(socket);
  if (agent !== undefined) request.headers['user-agent'] = agent;
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return request;
};

describe('where a person writes from', () => {
  test.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0',
      'Firefox on Windows, 10.0.0.9',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0',
      'Edge on Windows, 10.0.0.9',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone, 10.0.0.9',
    ],
    [
      'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile Safari/537.36',
      'Chrome on Android, 10.0.0.9',
    ],
    ['curl/8.0 "><b>not me</b>', '10.0.0.9'],
    [undefined, '10.0.0.9'],
  ])('%s', (agent, place) => {
    expect(placeOf(asked(agent), 0)).toBe(place);
  });

  test('is what our own proxy says, and nobody else', () => {
    expect(placeOf(asked(undefined, '203.0.113.7'), 0)).toBe('10.0.0.9');
    expect(placeOf(asked(undefined, '198.51.100.1, 203.0.113.7'), 1)).toBe('203.0.113.7');
  });
});
