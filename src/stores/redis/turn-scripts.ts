import { script } from './evaluate.js';

/*
 * A transcript is a stream of { i: hashed line id, s: sealed line }; the entry's id is the watermark. To put a line in place of one with
 * the same id, the old entry goes and a new one comes at the end: whoever reads on from a watermark sees the change, and sees it once.
 * Reads at most MAX_LINES entries. The stream exists from `open` on, empty at first.
 */
const ADD_LINES = `
local function add(stream, channel, most, ttl, first, once)
  if redis.call('EXISTS', stream) == 0 then return 0 end
  local places = {}
  for _, entry in ipairs(redis.call('XRANGE', stream, '-', '+')) do places[entry[2][2]] = entry[1] end
  for n = first, #ARGV, 2 do
    local place = places[ARGV[n]]
    if not (place and once) then
      if place then redis.call('XDEL', stream, place) end
      local at = redis.call('XADD', stream, 'MAXLEN', most, '*', 'i', ARGV[n], 's', ARGV[n + 1])
      places[ARGV[n]] = at
      redis.call('PUBLISH', channel, at .. ' ' .. ARGV[n + 1])
    end
  end
  redis.call('PEXPIRE', stream, ttl)
  return 1
end
`;

/** KEYS lines · ARGV ttl → 1 when begun, 0 when there was one. */
export const OPEN = script(
  `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('XDEL', KEYS[1], redis.call('XADD', KEYS[1], '*', 'i', '', 's', ''))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`,
  { repeatable: false },
);

/** KEYS lines · ARGV channel, most, ttl, then id and sealed line by turns → 1, or 0 without a transcript. */
export const APPEND = script(`${ADD_LINES} return add(KEYS[1], ARGV[1], ARGV[2], ARGV[3], 4)`, { repeatable: true });

/** KEYS lines, seen · ARGV as APPEND: not what has been heard, nor in place of what stands there → 1, or 0 without a transcript. */
export const ECHO = script(
  `${ADD_LINES}
if redis.call('EXISTS', KEYS[2]) == 1 then return redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return add(KEYS[1], ARGV[1], ARGV[2], ARGV[3], 4, true)`,
  { repeatable: true },
);

/** KEYS lines · ARGV from, ttl → nil without a transcript, else its entries. */
export const SINCE = script(
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('XRANGE', KEYS[1], ARGV[1], '+')`,
  { repeatable: true },
);

/**
 * KEYS hold, record, lines, [seen] · ARGV token, hold ttl, transcript ttl, 1 within a transcript only → ['not-run'] | ['busy', rest of the hold] | ['held', record or nil].
 * The token is the fence: a hold that ran out and was taken by another has another token, and COMMIT finds that.
 * The activity is marked for the time of the hold only; COMMIT makes it last, so what failed may be sent again.
 */
export const BEGIN = script(
  `
local seen = KEYS[4] and redis.call('GET', KEYS[4])
if seen and seen ~= ARGV[1] then return {'not-run'} end
if redis.call('PEXPIRE', KEYS[3], ARGV[3]) == 0 and ARGV[4] == '1' then return {'not-run'} end
local hold = redis.call('GET', KEYS[1])
if hold and hold ~= ARGV[1] then return {'busy', redis.call('PTTL', KEYS[1])} end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if KEYS[4] then redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[2]) end
return {'held', redis.call('HGET', KEYS[2], 'sealed')}`,
  { repeatable: true },
);

/**
 * KEYS hold, record, lines, [seen] · ARGV token, record or '', ttl, seen ttl, channel, most, then id and sealed line by turns
 * → 1 saved, 0 the hold was lost and nothing is saved. The record remembers who saved it, so that asking twice saves once.
 */
export const COMMIT = script(
  `${ADD_LINES}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  if redis.call('HGET', KEYS[2], 'by') == ARGV[1] then return 1 end
  return 0
end
redis.call('HSET', KEYS[2], 'by', ARGV[1])
if ARGV[2] == '' then redis.call('HDEL', KEYS[2], 'sealed') else redis.call('HSET', KEYS[2], 'sealed', ARGV[2]) end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
if #ARGV > 6 then add(KEYS[3], ARGV[5], ARGV[6], ARGV[3], 7) end
if KEYS[4] then redis.call('SET', KEYS[4], ARGV[1], 'PX', ARGV[4]) end
redis.call('DEL', KEYS[1])
return 1`,
  { repeatable: true },
);

/** KEYS hold, [seen] · ARGV token, hold ttl → 1 when still held, and now for longer. */
export const RENEW = script(
  `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if KEYS[2] then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return 1`,
  { repeatable: true },
);

/** KEYS hold, [seen] · ARGV token. Lets go without saving. */
export const RELEASE = script(
  `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if KEYS[2] then redis.call('DEL', KEYS[2]) end
return 1`,
  { repeatable: true },
);
