import { script } from './evaluate.js';

/*
 * One counter is a hash: n units taken, s when the first of this window was, l and p when the last and the one before it were,
 * u end of the block the last unit caused, b end of a block from outside; times are epoch ms of the server's own clock, 0 for none.
 * `memory/throttle.ts` keeps the same rules; the contract suite holds the two together.
 */
const COUNTS = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local FIELDS = {'n', 's', 'l', 'p', 'u', 'b'}
local function read(key, window)
  local c, found = {}, redis.call('HMGET', key, unpack(FIELDS))
  for i, field in ipairs(FIELDS) do c[field] = tonumber(found[i] or 0) end
  local over = c.u > 0 and c.u or c.s + window
  if now >= over then c = {n = 0, s = 0, l = 0, p = 0, u = 0, b = c.b} end
  return c
end
local function keep(key, c, window)
  local ends = math.max(c.n > 0 and c.s + window or 0, c.u, c.b)
  if ends <= now then redis.call('DEL', key) return end
  local pairs = {}
  for _, field in ipairs(FIELDS) do
    pairs[#pairs + 1] = field
    pairs[#pairs + 1] = string.format('%.0f', c[field])
  end
  redis.call('HSET', key, unpack(pairs))
  redis.call('PEXPIREAT', key, string.format('%.0f', ends))
end
`;

/**
 * KEYS a key a budget · ARGV limit, window, block, pauses ('1000,5000') a budget → [1, left, used up until or 0] |
 * [0, which, 'used-up' | 'too-soon', retryAt, end of the pause or 0]. A budget without a limit only paces.
 */
export const SPEND = script(
  `${COUNTS}
local taken, paces, left, over, refused = {}, {}, 9007199254740991, 0, nil
local soon = 0
local function refuse(which, why, at)
  if at <= now then return end
  if paces[which] then soon = at end
  if not refused or at > refused[4] then refused = {0, which, why, at} end
end
for i, key in ipairs(KEYS) do
  local limit, window, block, pauses = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1]), {}
  for pause in string.gmatch(ARGV[4 * i], '%d+') do pauses[#pauses + 1] = tonumber(pause) end
  local c = taken[key] or read(key, window)
  local ends = 0
  paces[i] = limit >= 9007199254740991 and #pauses > 0
  if c.n >= limit then ends = c.u > 0 and c.u or (c.n > 0 and c.s or now) + window end
  ends = math.max(ends, c.b)
  if ends > now then
    refuse(i, 'used-up', ends)
  elseif c.n > 0 and #pauses > 0 then
    refuse(i, 'too-soon', c.l + pauses[math.min(c.n, #pauses)])
  end
  if c.n == 0 then c.s = now end
  c.n, c.p, c.l = c.n + 1, c.l, now
  c.u = (c.n >= limit and block > 0) and now + block or 0
  taken[key] = c
  left = math.min(left, limit - c.n)
  if c.n >= limit then over = math.max(over, c.u > 0 and c.u or c.s + window) end
end
for i, key in ipairs(KEYS) do
  local goes = not refused or (paces[i] and soon == 0 and refused[3] == 'used-up')
  if goes then keep(key, taken[key], tonumber(ARGV[4 * i - 2])) end
end
if not refused then return {1, left, over} end
refused[5] = soon
return refused`,
  { repeatable: false },
);

/** KEYS a key a budget · ARGV limit, window a budget. */
export const REFUND = script(
  `${COUNTS}
for i, key in ipairs(KEYS) do
  local limit, window = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local c = read(key, window)
  if c.n > 0 then
    c.n, c.l = c.n - 1, c.p
    if c.n < limit then c.u = 0 end
    keep(key, c, window)
  end
end
return 1`,
  { repeatable: false },
);

/** KEYS the key · ARGV until. Never shortens a block, nor the life of the count beside it. */
export const BLOCK = script(
  `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local till = math.max(tonumber(ARGV[1]), tonumber(redis.call('HGET', KEYS[1], 'b') or 0))
if till <= now then return 0 end
local rest = redis.call('PTTL', KEYS[1])
redis.call('HSET', KEYS[1], 'b', string.format('%.0f', till))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(rest, till - now)))
return 1`,
  { repeatable: true },
);
