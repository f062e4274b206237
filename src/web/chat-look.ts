// How the conversation looks: one palette for light, one for dark, given to Web Chat and to Adaptive Cards.

interface Palette {
  readonly page: string;
  readonly bubble: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly accent: string;
  readonly accentHover: string;
  readonly onAccent: string;
  readonly warning: string;
}

const LIGHT: Palette = {
  page: '#ffffff',
  bubble: '#f1f3f9',
  ink: '#1a1f2e',
  soft: '#5a6275',
  line: '#d9deea',
  accent: '#3350c4',
  accentHover: '#27409f',
  onAccent: '#ffffff',
  warning: '#a3260f',
};
const DARK: Palette = {
  page: '#14171f',
  bubble: '#222734',
  ink: '#e9ecf5',
  soft: '#a8b0c3',
  line: '#3a4152',
  accent: '#a9bbff',
  accentHover: '#c5d1ff',
  onAccent: '#121a3a',
  warning: '#ffb4a2',
};

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";

const darkQuery = matchMedia('(prefers-color-scheme: dark)');

/** Calls `apply` now and whenever the person's colour scheme changes. */
export function withLook(
  apply: (look: { readonly styleOptions: object; readonly adaptiveCardsHostConfig: object }) => void,
): () => void {
  const now = (): void => {
    const palette = darkQuery.matches ? DARK : LIGHT;
    apply({ styleOptions: styleOptions(palette), adaptiveCardsHostConfig: cards(palette) });
  };
  now();
  darkQuery.addEventListener('change', now);
  return () => darkQuery.removeEventListener('change', now);
}

const styleOptions = (p: Palette): object => ({
  accent: p.accent,
  subtle: p.soft,
  backgroundColor: p.page,
  primaryFont: FONT,
  monospaceFont: "ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace",
  rootHeight: '100%',
  rootWidth: '100%',
  paddingRegular: 12,
  hideUploadButton: true,
  disableFileUpload: true,
  hideScrollToEndButton: false,
  botAvatarInitials: undefined,
  userAvatarInitials: undefined,
  showAvatarInGroup: 'status',
  bubbleBackground: p.bubble,
  bubbleTextColor: p.ink,
  bubbleBorderWidth: 0,
  bubbleBorderRadius: 16,
  bubbleNubSize: undefined,
  bubbleMinHeight: 36,
  bubbleMaxWidth: 520,
  bubbleFromUserBackground: p.accent,
  bubbleFromUserTextColor: p.onAccent,
  bubbleFromUserBorderWidth: 0,
  bubbleFromUserBorderRadius: 16,
  bubbleFromUserNubSize: undefined,
  messageActivityWordBreak: 'break-word',
  markdownExternalLinkIconImage: undefined,
  groupTimestamp: 300_000,
  timestampColor: p.soft,
  timestampFormat: 'relative',
  sendBoxBackground: p.page,
  sendBoxTextColor: p.ink,
  sendBoxPlaceholderColor: p.soft,
  sendBoxButtonColor: p.accent,
  sendBoxButtonShadeColor: 'transparent',
  sendBoxButtonColorOnHover: p.accentHover,
  sendBoxButtonShadeColorOnHover: p.bubble,
  sendBoxButtonShadeBorderRadius: 12,
  sendBoxDisabledTextColor: p.soft,
  sendBoxHeight: 56,
  sendBoxMaxHeight: 140,
  sendBoxTextWrap: true,
  sendBoxBorderTop: `1px solid ${p.line}`,
  suggestedActionLayout: 'flow',
  suggestedActionBackgroundColor: p.page,
  suggestedActionTextColor: p.accent,
  suggestedActionBorderColor: p.accent,
  suggestedActionBorderRadius: 20,
  suggestedActionBorderWidth: 1,
  suggestedActionHeight: 40,
  suggestedActionBackgroundColorOnHover: p.bubble,
  suggestedActionTextColorOnHover: p.accentHover,
  suggestedActionBackgroundColorOnActive: p.bubble,
  suggestedActionTextColorOnActive: p.accentHover,
  suggestedActionKeyboardFocusIndicatorInset: 2,
  suggestedActionKeyboardFocusIndicatorBorderColor: p.accent,
  transcriptActivityVisualKeyboardIndicatorColor: p.accent,
  transcriptVisualKeyboardIndicatorColor: p.accent,
  notificationText: p.soft,
  connectivityTextSize: 14,
  slowConnectionAfter: 15_000,
  spinnerAnimationHeight: 16,
  toastInfoBackgroundColor: p.bubble,
  toastInfoColor: p.ink,
  toastWarnBackgroundColor: p.bubble,
  toastWarnColor: p.warning,
  toastErrorBackgroundColor: p.bubble,
  toastErrorColor: p.warning,
  cardEmphasisBackgroundColor: p.bubble,
  maxMessageLength: 2000,
});

const both = (colour: string, subtle: string) => ({ default: colour, subtle });

const cards = (p: Palette): object => {
  const foregroundColors = {
    default: both(p.ink, p.soft),
    accent: both(p.accent, p.accent),
    attention: both(p.warning, p.warning),
    good: both(p.accent, p.accent),
    warning: both(p.warning, p.warning),
    dark: both(p.ink, p.soft),
    light: both(p.page, p.page),
  };
  return {
    supportsInteractivity: true,
    fontFamily: FONT,
    fontSizes: { small: 14, default: 16, medium: 16, large: 18, extraLarge: 22 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 16 },
    containerStyles: {
      default: { backgroundColor: p.bubble, foregroundColors },
      emphasis: { backgroundColor: p.page, foregroundColors },
    },
    actions: {
      actionsOrientation: 'vertical',
      actionAlignment: 'stretch',
      buttonSpacing: 8,
      maxActions: 8,
      spacing: 'default',
    },
    separator: { lineThickness: 1, lineColor: p.line },
  };
};
