export * from './bitcoin/index.ts';
