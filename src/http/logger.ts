import { type DestinationStream, type Logger, pino } from 'pino';

/** Names under which a secret could be handed to the log by mistake. */
const SECRET_NAMES = ['password', 'confirmation', 'token', 'secret', 'authorization', 'cookie', 'text', 'body'];

interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

/** Only what an error says of itself: clients hang whole requests, headers and bodies on theirs. */
function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, message: '' };
  return {
    name: error.name,
    message: error.message,
    ...('code' in error && { code: error.code }),
    stack: depth === 0 ? error.stack : undefined,
    ...(error.cause !== undefined && depth < 4 && { cause: loggedError(error.cause, depth + 1) }),
  };
}

/** The server's log: JSON lines; errors without what hangs on them; well-known secret names blanked at any of two levels. */
export function createLogger(options: {
  readonly level: string;
  readonly stream?: DestinationStream | undefined;
}): Logger {
  const settings = {
    level: options.level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    serializers: { err: (error: unknown) => loggedError(error) },
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
  };
  return options.stream ? pino(settings, options.stream) : pino(settings);
}
