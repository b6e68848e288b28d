/** What people and programs hold of a node: its operations, over HTTP. */
export { ApiClient, ApiClientError, type ApiClientOptions } from './client.ts';
export {
  ENDPOINT_FILE,
  type Endpoint,
  type EndpointError,
  loadToken,
  readEndpoint,
  removeEndpoint,
  TOKEN_FILE,
  writeEndpoint,
} from './endpoint.ts';
export type { ApiError, ApiErrorCode } from './error.ts';
export { openApiDocument } from './openapi.ts';
export { ApiServer, type ApiServerOptions } from './server.ts';
export * from './service.ts';
