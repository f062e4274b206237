export const passwordRoutes = (_: unknown) => [];
