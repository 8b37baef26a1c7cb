export const pluginId = 'eks-auto-mode';
