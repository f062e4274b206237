/** A QR code as a picture. */
export interface Qr {
  /** Black on white, with the quiet zone that readers need (ISO/IEC 18004 §9.1). */
  readonly png: Buffer;
  /** CSS pixels at which a module is four of them; the picture has twice as many, for sharp screens. */
  readonly width: number;
}

const MODULE_PX = 4;
const SHARPNESS = 2;
const QUIET_MODULES = 4;
/** Mends 15 %: reflections on a screen, and no larger than it need be. */
const LEVEL = 'M';

/** Draws `text` as a QR code. @throws when it is too long for one (2331 bytes) */
export async function drawQr(text: string): Promise<Qr> {
  const { create, toBuffer } = await import('qrcode');
  const { modules } = create(text, { errorCorrectionLevel: LEVEL });
  const png = await toBuffer(text, {
    type: 'png',
    errorCorrectionLevel: LEVEL,
    margin: QUIET_MODULES,
    scale: MODULE_PX * SHARPNESS,
  });
  return { png, width: (modules.size + 2 * QUIET_MODULES) * MODULE_PX };
}
